import type { MessageFields } from '@howdah/contracts';
import { tableToJson, type AttemptError, type Death, type Message, type Properties, type Seq } from '@howdah/core';
import { showBody } from './message-body.js';
import { instant } from './instant.js';

type Shown<T> = { [K in keyof T]?: T[K] | undefined };

export function showMessage(id: Seq, message: Message): MessageFields {
  const { exchange, routingKey, properties, body, publishedAt, deaths } = message;
  return {
    ...{ id: String(id), exchange, routingKey, publishedAt: instant(publishedAt) },
    ...showBody(body, properties.contentType),
    headers: { ...tableToJson(properties.headers) },
    properties: showProperties(properties),
    deaths: deaths.map(showDeath),
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
  queue,
  reason,
  count,
  exchange,
}: Death): MessageFields['deaths'][number] {
  const shown = {
    ...{ queue, reason, count, exchange, firstAt: instant(time), routingKeys: [...routingKeys] },
    originalExpirationMs: wholeNumber(originalExpiration),
    error: error === undefined ? undefined : showError(error),
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
