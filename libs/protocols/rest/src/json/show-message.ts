import type { MessageFields } from '@howdah/contracts';
import { tableToJson } from '@howdah/core';
import type { AttemptError, AttemptRecord, Death, Message, PeekedMessage, Properties, Seq } from '@howdah/core';
import { beginningOf, showBody, type BodyForm } from './message-body.js';
import { instant, instantOrNull } from './instant.js';

type Shown<T> = { [K in keyof T]?: T[K] | undefined };

export function showMessage(id: Seq, message: Message, form: BodyForm = 'value'): MessageFields {
  const { exchange, routingKey, properties, body, publishedAt, deaths } = message;
  return {
    ...{ id: String(id), exchange, routingKey, publishedAt: instant(publishedAt) },
    ...showBody(body, properties.contentType, form),
    headers: { ...tableToJson(properties.headers) },
    properties: showProperties(properties),
    deaths: deaths.map(showDeath),
  };
}

/** How much of a body is shown, bytes, and as what; whole and as a value by default. */
export interface BodyView {
  readonly bodyLimit?: number;
  readonly bodyForm?: BodyForm;
}

export function showPeeked(
  { seq, message, availableAt, expiresAt, deadFrom: _, owner: __, ...rest }: PeekedMessage,
  { bodyLimit = Infinity, bodyForm = 'value' }: BodyView = {},
) {
  const body = beginningOf(message.body, bodyLimit);
  return {
    ...rest,
    availableAt: instantOrNull(availableAt),
    expiresAt: instantOrNull(expiresAt),
    ...showMessage(message.id ?? seq, { ...message, body }, bodyForm),
    bodyBytes: message.body.length,
    isBodyCut: body.length < message.body.length,
  };
}

export function showAttempt({ number, consumer, startedAt, endedAt, outcome, error, fingerprint }: AttemptRecord) {
  return {
    ...{ number, consumer, startedAt: instant(startedAt), endedAt: instant(endedAt), outcome },
    error: error === null ? null : showError(error),
    errorGroup: fingerprint === null ? null : String(fingerprint),
  };
}

function showProperties(properties: Properties): MessageFields['properties'] {
  const { headers: _, deliveryMode, expiration, timestamp, ...rest } = properties.fields();
  const shown: Shown<MessageFields['properties']> = {
    ...rest,
    persistent: deliveryMode === undefined ? undefined : deliveryMode === 2,
    expirationMs: wholeNumber(expiration),
    timestamp: timestampText(timestamp),
  };
  return withoutUndefined(shown) as MessageFields['properties'];
}

function showDeath({
  time,
  routingKeys,
  originalExpiration,
  error,
  fingerprint,
  queue,
  reason,
  count,
  exchange,
}: Death): MessageFields['deaths'][number] {
  const shown = {
    ...{ queue, reason, count, exchange, firstAt: instant(time), routingKeys: [...routingKeys] },
    originalExpirationMs: wholeNumber(originalExpiration),
    error: error === undefined ? undefined : showError(error),
    errorGroup: fingerprint === undefined ? undefined : String(fingerprint),
  };
  return withoutUndefined(shown) as MessageFields['deaths'][number];
}

export function showError({ name, message, stack }: AttemptError): { name: string; message: string; stack?: string } {
  return { name, message, ...(stack === undefined ? {} : { stack }) };
}

/** Undefined for what is no number of milliseconds. */
function wholeNumber(text: string | undefined): number | undefined {
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : undefined;
}

const lastSecond = Date.parse('9999-12-31T23:59:59Z') / 1000;

/** Undefined for an instant that RFC 3339 cannot write. */
function timestampText(seconds: number | undefined): string | undefined {
  return seconds === undefined || seconds > lastSecond ? undefined : instant(seconds * 1000);
}

function withoutUndefined(fields: object): unknown {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}
