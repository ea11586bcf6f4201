import { fieldToJson } from '../message/field-json.js';
import { fieldOf } from '../message/field-table.js';
import type { QueueId } from '../ports/message-store.js';
import { heldStateOf } from './held-state.js';
import { valuesAt, type MessageView } from './message-view.js';
import type { SearchCondition, SearchQuery, SearchTime, TextField } from './search-query.js';
import { matchesPattern, passes } from './value-test.js';

/** Whether a message is one of those looked for. */
export type Matcher = (view: MessageView) => boolean;

/** Undefined when there is no such queue any more. */
type NameOf = (queueId: QueueId) => string | undefined;

/** `now` in ms since 1970. Conditions that need no body come first: many messages are left out without it. */
export function createMatcher({ conditions }: SearchQuery, nameOf: NameOf, now: number): Matcher {
  const matchers = [...conditions].sort((one, other) => costOf(one) - costOf(other)).map((one) => matcherOf(one, nameOf, now));
  return (view) => matchers.every((matches) => matches(view));
}

function costOf({ field }: SearchCondition): number {
  return field === 'text' ? 2 : field === 'body' ? 1 : 0;
}

function matcherOf(condition: SearchCondition, nameOf: NameOf, now: number): Matcher {
  const matches = positive(condition, nameOf, now);
  if (!condition.isNegated) return matches;
  // Of a body that was not looked into nobody knows that it does not match.
  return (view) => !matches(view) && !(costOf(condition) > 0 && view.isUnread);
}

function positive(condition: SearchCondition, nameOf: NameOf, now: number): Matcher {
  switch (condition.field) {
    case 'text': {
      const wanted = condition.text.toLowerCase();
      return (view) => view.folded.includes(wanted);
    }
    case 'state':
      return ({ scanned }) => condition.anyOf.includes(heldStateOf(scanned));
    case 'reason':
      return ({ message: { deaths } }) => deaths[0] !== undefined && condition.anyOf.includes(deaths[0].reason);
    case 'attempts':
      return ({ scanned }) => passes(condition.test, scanned.attempts, '');
    case 'bytes':
      return ({ message }) => passes(condition.test, message.body.length, '');
    case 'header':
      return ({ message }) => passesHeader(condition, message.properties.headers);
    case 'body':
      return (view) => passesBody(condition, view);
    case 'older': {
      const instant = instantOf(condition.than, now);
      return ({ message }) => message.publishedAt < instant;
    }
    case 'newer': {
      const instant = instantOf(condition.than, now);
      return ({ message }) => message.publishedAt >= instant;
    }
    default: {
      const { field, anyOf } = condition;
      return (view) =>
        textsOf(field, view, nameOf).some((text) => text !== undefined && anyOf.some((pattern) => matchesPattern(pattern, text)));
    }
  }
}

function passesHeader(
  { name, test }: Extract<SearchCondition, { field: 'header' }>,
  headers: Parameters<typeof fieldOf>[0],
): boolean {
  const field = fieldOf(headers, name);
  if (field === undefined) return false;
  const value = field.type === 'int64' ? String(field.value) : fieldToJson(field);
  return passes(test, typeof value === 'string' && 'comparison' in test ? Number(value) : value, '');
}

/** Without a path it is the body's own text that is compared. */
function passesBody({ path, test }: Extract<SearchCondition, { field: 'body' }>, view: MessageView): boolean {
  const { text } = view;
  if (text === null) return false;
  const values = path.length === 0 && 'anyOf' in test ? [text] : valuesAt(view.json, path);
  return values.some((value) => passes(test, value, text));
}

/** A dead letter has those of the queue that it died in, too: that is how people know it. */
function textsOf(field: TextField, { scanned, message }: MessageView, nameOf: NameOf): readonly (string | undefined)[] {
  const { properties, deaths } = message;
  const [death] = deaths;
  switch (field) {
    case 'queue':
      return [nameOf(scanned.queueId), scanned.deadFrom === null ? undefined : nameOf(scanned.deadFrom)];
    case 'origin':
      return [death?.queue];
    case 'exchange':
      return [message.exchange, death?.exchange];
    case 'key':
      return [message.routingKey, ...(death?.routingKeys ?? [])];
    case 'id':
      return [String(message.id ?? scanned.seq)];
    case 'message-id':
      return [properties.messageId];
    case 'correlation-id':
      return [properties.correlationId];
    case 'type':
      return [properties.type];
    case 'app-id':
      return [properties.appId];
    case 'user-id':
      return [properties.userId];
    case 'content-type':
      return [properties.contentType];
    case 'error':
      return [death?.error?.name];
    case 'error-group':
      return [death?.fingerprint === undefined ? undefined : String(death.fingerprint)];
  }
}

function instantOf(time: SearchTime, now: number): number {
  return 'at' in time ? time.at : now - time.ageMs;
}
