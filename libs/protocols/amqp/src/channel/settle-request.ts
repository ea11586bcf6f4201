import { checkDelay, outcomes, type AttemptError, type Outcome, type SettleOptions } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';
import type { Channel } from './channel.js';
import type { Publishing } from './publish.js';
import { settleOwed } from './settle.js';

/**
 * Extended settlement: what ack, nack and reject cannot say. A client that sees the server capability `howdah.settle` publishes to this
 * exchange, on the channel that holds the delivery, with the routing key `settle` and a JSON body
 * `{ deliveryTag, outcome: ack | release | retry | reject, delayMs?, error?: { name, message, stack? } }`.
 */
const exchange = 'amq.howdah';
const routingKey = 'settle';

interface Request {
  readonly deliveryTag: number;
  readonly outcome: Outcome;
  readonly options: SettleOptions;
}

export function isSettleRequest(publishing: Publishing): boolean {
  return publishing.exchange === exchange;
}

/** In confirm mode the request is confirmed when it is accepted. */
export function settleOnRequest(channel: Channel, publishing: Publishing): void {
  if (publishing.routingKey !== routingKey)
    throw invalid(`routing key '${publishing.routingKey}'; the only one is '${routingKey}'`);
  const { deliveryTag, outcome, options } = readRequest(publishing.body);
  const number = channel.confirms?.number() ?? 0;
  settleOwed(channel, channel.unacked.take(deliveryTag, false), outcome, options);
  if (number > 0) channel.confirms?.settle(number, 'ack');
}

function readRequest(body: Buffer): Request {
  const { deliveryTag, outcome, delayMs, error } = parseObject(body);
  if (typeof deliveryTag !== 'number' || !Number.isSafeInteger(deliveryTag))
    throw invalid(`deliveryTag ${JSON.stringify(deliveryTag)}; it must be a whole number`);
  const known = outcomes.find((one) => one === outcome);
  if (known === undefined) throw invalid(`outcome ${JSON.stringify(outcome)}; accepted are ${outcomes.join(', ')}`);
  if (delayMs !== undefined && typeof delayMs !== 'number') throw invalid('delayMs that is not a number');
  if (delayMs !== undefined) checkDelay(delayMs);
  const options = { ...(delayMs === undefined ? {} : { delayMs }), ...(error === undefined ? {} : { error: readError(error) }) };
  return { deliveryTag, outcome: known, options };
}

function parseObject(body: Buffer): Record<string, unknown> {
  try {
    const parsed: unknown = JSON.parse(body.toString());
    if (typeof parsed === 'object' && parsed !== null) return parsed as Record<string, unknown>;
  } catch {
    // Said below.
  }
  throw invalid('a body that is not a JSON object');
}

function readError(found: unknown): AttemptError {
  const { name, message, stack } = (found ?? {}) as Record<string, unknown>;
  if (typeof name !== 'string' || typeof message !== 'string') throw invalid('an error without name and message');
  return { name, message, ...(typeof stack === 'string' ? { stack } : {}) };
}

const invalid = (found: string): AmqpError => new AmqpError('PRECONDITION_FAILED', `invalid settlement request: ${found}`);
