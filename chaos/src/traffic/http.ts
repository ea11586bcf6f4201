import type { Broker } from '../stage/broker.js';

const login = `Basic ${btoa('guest:guest')}`;

/** Longer than a broker takes to give up a request by itself, ms. */
const answerMsMax = 8_000;

export interface HttpRequest {
  readonly path: string;
  readonly body: unknown;
  readonly idempotencyKey?: string;
}

/** Posts to a broker's API. Rejects when there is no answer in time, or another one than 200. */
export async function post(broker: Broker, { path, body, idempotencyKey }: HttpRequest): Promise<unknown> {
  const key = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
  const response = await fetch(`${broker.httpUrl}/v1/${path}`, {
    method: 'POST',
    headers: { authorization: login, 'content-type': 'application/json', ...key },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(answerMsMax),
  });
  const text = await response.text();
  if (response.status !== 200 && response.status !== 207) throw new Error(`${response.status}: ${text}`);
  return JSON.parse(text) as unknown;
}

/** Messages of a queue in any state. */
export async function countMessages(broker: Broker, queue: string): Promise<number> {
  const response = await fetch(`${broker.httpUrl}/v1/queues/${queue}/statistics`, {
    headers: { authorization: login },
    signal: AbortSignal.timeout(answerMsMax),
  });
  if (response.status !== 200) throw new Error(`${response.status}: ${await response.text()}`);
  const { ready, unacked, delayed } = (await response.json()) as { ready: number; unacked: number; delayed: number };
  return ready + unacked + delayed;
}
