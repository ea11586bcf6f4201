import { fieldOf } from '../message/field-table.js';
import type { RetryPolicy } from '../settle/retry-policy.js';
import type { Durability } from '../ports/message-store.js';
import { Refusal } from './argument-parsers.js';
import type { Policy, QueueDefinition } from './model.js';
import { invalidArgument, parseArguments, parsePolicyArguments, type QueueArguments } from './queue-arguments.js';
import { resourceName } from './resource.js';

/** How a queue treats its messages: its arguments and its policy, worked into one. null: there is no such limit. */
export interface QueueSettings {
  /** quorum: every message is stored durably, and the delivery limit has a default. */
  readonly type: 'classic' | 'quorum';
  /** Of every message, whatever its delivery mode; null: by delivery mode. Counts on a durable queue. */
  readonly durability: Durability | null;
  /** ms a message may wait here. */
  readonly messageTtlMs: number | null;
  /** ms after which the unused queue is deleted. */
  readonly expiresMs: number | null;
  /** Of ready messages and of the bytes of their bodies. */
  readonly maxLength: number | null;
  readonly maxLengthBytes: number | null;
  /** What gives way when a limit is exceeded. */
  readonly overflow: 'drop-head' | 'reject-publish' | 'reject-publish-dlx';
  /** '' is the default exchange. */
  readonly deadLetterExchange: string | null;
  /** null: the message keeps its routing key. */
  readonly deadLetterRoutingKey: string | null;
  /** 0: no priorities. */
  readonly maxPriority: number;
  readonly singleActiveConsumer: boolean;
  /** n allows n + 1 deliveries. */
  readonly deliveryLimit: number | null;
  /** ms that a consumer may hold a message. */
  readonly ackTimeoutMs: number;
  readonly retry: RetryPolicy & {
    /** ms from publishing on, after which a failed message is not delivered again. */
    readonly maxAgeMs: number | null;
  };
}

/** RabbitMQ's: 30 minutes, and 20 for quorum queues. */
const defaults = { ackTimeoutMs: 1_800_000, quorumDeliveryLimit: 20 };

/** invalid_argument for a value that is not accepted. `policy` is the one that matches the queue. */
export function parseQueueSettings(queue: QueueDefinition, policy: Policy | null): QueueSettings {
  const where = resourceName('queue', queue);
  const own = parseArguments(queue.arguments, where);
  checkCombination(queue, own, where);
  const byPolicy = policy === null ? {} : parsePolicyArguments(policy.definition, resourceName('policy', policy));
  return settingsFrom({ ...byPolicy, ...own, ...smallerLimits(own, byPolicy) });
}

function settingsFrom(merged: QueueArguments): QueueSettings {
  const type = merged['x-queue-type'] ?? 'classic';
  return {
    type,
    durability: merged['x-durability'] ?? null,
    messageTtlMs: merged['x-message-ttl'] ?? null,
    expiresMs: merged['x-expires'] ?? null,
    maxLength: merged['x-max-length'] ?? null,
    maxLengthBytes: merged['x-max-length-bytes'] ?? null,
    overflow: merged['x-overflow'] ?? 'drop-head',
    deadLetterExchange: merged['x-dead-letter-exchange'] ?? null,
    deadLetterRoutingKey: merged['x-dead-letter-routing-key'] ?? null,
    maxPriority: merged['x-max-priority'] ?? 0,
    singleActiveConsumer: merged['x-single-active-consumer'] ?? false,
    deliveryLimit: deliveryLimit(type, merged['x-delivery-limit']),
    ackTimeoutMs: merged['x-consumer-timeout'] ?? defaults.ackTimeoutMs,
    retry: retryPolicy(merged),
  };
}

function retryPolicy(merged: QueueArguments): QueueSettings['retry'] {
  const backoff = merged['x-retry-backoff'] ?? 'none';
  return {
    backoff,
    delayMs: merged['x-retry-delay'] ?? 1_000,
    factor: merged['x-retry-factor'] ?? 2,
    maxDelayMs: merged['x-retry-max-delay'] ?? 300_000,
    jitter: backoff === 'none' ? 0 : (merged['x-retry-jitter'] ?? 0.1),
    maxAgeMs: merged['x-retry-max-age'] ?? null,
  };
}

/** -1 switches the limit off. */
function deliveryLimit(type: QueueSettings['type'], limit: number | undefined): number | null {
  if (limit === undefined) return type === 'quorum' ? defaults.quorumDeliveryLimit : null;
  return limit === -1 ? null : limit;
}

const limits = [
  'x-message-ttl',
  'x-expires',
  'x-max-length',
  'x-max-length-bytes',
  'x-delivery-limit',
  'x-consumer-timeout',
  'x-retry-max-age',
] as const;

/** Of two limits the smaller one counts; any limit is smaller than none (-1). */
function smallerLimits(own: QueueArguments, byPolicy: QueueArguments): QueueArguments {
  const smaller: Partial<Record<(typeof limits)[number], number>> = {};
  for (const name of limits) {
    const [one, other] = [own[name], byPolicy[name]];
    if (one === undefined || other === undefined) continue;
    smaller[name] = Math.min(one, other) === -1 ? Math.max(one, other) : Math.min(one, other);
  }
  return smaller;
}

const notForQuorum = ['x-max-priority', 'x-queue-mode'] as const;

function checkCombination({ arguments: table, durable: isDurable }: QueueDefinition, own: QueueArguments, where: string): void {
  const refuse = (argument: string, place: string, reason: Refusal): void => {
    const field = fieldOf(table, argument);
    if (field !== undefined) throw invalidArgument(argument, field, place, reason);
  };
  if (own['x-dead-letter-exchange'] === undefined) {
    refuse(
      'x-dead-letter-routing-key',
      where,
      new Refusal('routing_key_but_no_dlx_defined', 'a string together with x-dead-letter-exchange'),
    );
  }
  if (!isDurable && own['x-durability'] !== undefined && own['x-durability'] !== 'transient')
    refuse('x-durability', where, new Refusal('the queue is not durable', 'transient, or make the queue durable'));
  if (own['x-queue-type'] !== 'quorum') return;
  if (own['x-durability'] === 'transient')
    refuse('x-durability', where, new Refusal('a quorum queue is durable', 'local or replicated'));
  const notAllowed = new Refusal('', 'no value on a quorum queue');
  for (const argument of notForQuorum) refuse(argument, `${where} of queue type rabbit_quorum_queue`, notAllowed);
}
