import type { Pause, QueuePauses } from '@howdah/core';
import { instant, instantOrNull } from './instant.js';

export function showPause({ kind, reason, author, since, until }: Pause) {
  return { kind, reason, author, since: instant(since), until: instantOrNull(until) };
}

export function showPauses({ delivery, publishing }: QueuePauses) {
  return {
    delivery: delivery === null ? null : showPause(delivery),
    publishing: publishing === null ? null : showPause(publishing),
  };
}
