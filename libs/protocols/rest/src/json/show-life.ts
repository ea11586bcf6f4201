import type { LifeEvent, MessageCopy, MessageLife } from '@howdah/core';
import { instant, instantOrNull } from './instant.js';
import { showAttempt, showError } from './show-message.js';
import { showReason } from './show-reason.js';

export function showLife({ id, copies, events, notKept, ...life }: MessageLife) {
  return {
    ...life,
    id: String(id),
    copies: copies.map(showCopy),
    events: events.map(showLifeEvent),
    notKept: [...notKept],
  };
}

function showCopy({ seq, queue, heldState, message, availableAt, expiresAt, ...copy }: MessageCopy) {
  const { attempts, redelivered, origin, reasons } = copy;
  return {
    ...{ queue, state: heldState, position: String(seq), attempts, redelivered, origin },
    publishedAt: instant(message.publishedAt),
    availableAt: instantOrNull(availableAt),
    expiresAt: instantOrNull(expiresAt),
    reasons: reasons.map(showReason),
  };
}

function showLifeEvent(event: LifeEvent) {
  switch (event.kind) {
    case 'published':
      return { ...event, at: instant(event.at) };
    case 'routed':
      return { ...event, at: instantOrNull(event.at) };
    case 'attempt': {
      const { kind, at, queue, attempt } = event;
      return { kind, at: instant(at), queue, ...showAttempt(attempt) };
    }
    case 'died': {
      const { queue, reason, count, error, fingerprint } = event.death;
      return {
        ...{ kind: event.kind, at: instant(event.at), queue, reason, count },
        error: error === undefined ? null : showError(error),
        errorGroup: fingerprint === undefined ? null : String(fingerprint),
      };
    }
    default:
      return { ...event, at: instantOrNull(event.at), operation: String(event.operation) };
  }
}
