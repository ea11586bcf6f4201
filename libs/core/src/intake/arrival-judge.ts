import { BrokerError, toBrokerError } from '../errors.js';
import { jsonToTable } from '../message/field-json.js';
import type { Message } from '../message/message.js';
import { Properties } from '../message/properties.js';
import type { Arrival, Judge, Judgement } from '../ports/intake-store.js';
import type { Insert } from '../ports/message-store.js';
import { checkDelay, checkSize, isInternal, isPaused } from '../publish/checks.js';
import { parseExpiration } from '../publish/expiration.js';
import { extraRoutingKeys, hiddenRoutingKeys, mayHaveExtraKeys, withoutBcc } from '../publish/extra-routing-keys.js';
import type { PlanBook } from '../publish/plan-book.js';
import type { RoutePlan } from '../publish/route-plan.js';
import type { BrokerCounters } from '../statistics/statistics-api.js';
import { exchangeNotFound, resourceName } from '../topology/resource.js';

export interface JudgeContext {
  readonly plans: PlanBook;
  readonly counters: BrokerCounters;
  readonly bodyBytesMax: number;
}

/** A message to store, with its route for whoever counts. */
export interface RoutedInsert extends Insert {
  readonly plan: RoutePlan;
}

/** By the rules of every other publish; who may publish where was decided when the application did. */
export function createArrivalJudge(context: JudgeContext): Judge {
  return async (arrivals) => {
    const judgements = arrivals.map((arrival) => judge(context, arrival));
    if (!judgements.some(mayBeOutdated)) return judgements;
    // Another broker may just have declared what is missing here; what is still missing then is missing.
    await context.plans.refresh();
    return arrivals.map((arrival, i) => (mayBeOutdated(judgements[i]!) ? judge(context, arrival) : judgements[i]!));
  };
}

const mayBeOutdated = (judgement: Judgement): boolean =>
  judgement.kind === 'refuse' && (judgement.error.code === 'exchange_not_found' || judgement.error.code === 'unroutable');

function judge(context: JudgeContext, arrival: Arrival): Judgement {
  try {
    const insert = route(context, arrival);
    if (insert !== null) return { kind: 'store', insert };
    if (arrival.properties['mandatory'] !== false) throw unroutable(arrival);
    context.counters.unroutable++;
    return { kind: 'drop' };
  } catch (thrown) {
    return { kind: 'refuse', error: toBrokerError(thrown) };
  }
}

/** Null when no queue wants it. */
function route({ plans, bodyBytesMax }: JudgeContext, arrival: Arrival): RoutedInsert | null {
  const { vhost, exchange, routingKey, body, at } = arrival;
  checkSize(body.length, bodyBytesMax);
  const known = plans.ofExchange(vhost, exchange);
  if (known === null) throw exchangeNotFound(vhost, exchange);
  if (known.exchange.internal) throw isInternal(exchange, vhost);
  const { properties, delayMs } = readProperties(arrival);
  if (delayMs !== 0) checkDelay(delayMs);
  const ttlMs = properties.expiration === undefined ? null : parseExpiration(properties.expiration);
  const extraKeys = mayHaveExtraKeys(properties) ? extraRoutingKeys(properties.headers) : null;
  const plan = known.of(routingKey, extraKeys, properties);
  if (plan.targets.length === 0) return null;
  if (plan.pausedTarget !== null) throw isPaused(plan.pausedTarget);
  const hidden = extraKeys === null ? null : hiddenRoutingKeys(properties.headers);
  const message: Message = {
    exchange,
    routingKey,
    properties: hidden === null ? properties : withoutBcc(properties),
    body,
    publishedAt: at,
    deaths: [],
    hiddenRoutingKeys: hidden ?? undefined,
    id: undefined,
  };
  return {
    message,
    durable: plan.durabilityOf(properties.deliveryMode) !== 'transient',
    placements: plan.placements(properties.priority ?? 0, ttlMs, delayMs, at),
    plan,
  };
}

function readProperties({ properties: given, headers }: Arrival): { readonly properties: Properties; readonly delayMs: number } {
  const { persistent = true, expirationMs, timestamp, delayMs = 0, mandatory: _, ...rest } = given;
  const properties = Properties.from({
    ...rest,
    deliveryMode: persistent === true ? 2 : 1,
    headers: Object.keys(headers).length === 0 ? undefined : jsonToTable(headers),
    expiration: typeof expirationMs === 'number' ? String(expirationMs) : undefined,
    timestamp: typeof timestamp === 'string' ? Math.floor(Date.parse(timestamp) / 1000) : undefined,
  });
  return { properties, delayMs: Number(delayMs) };
}

function unroutable({ vhost, exchange: name, routingKey }: Arrival): BrokerError {
  const where = resourceName('exchange', { vhost, name });
  return new BrokerError('unroutable', `no queue wants a message published to ${where} with routing key '${routingKey}'`, {
    remedy: 'Bind a queue, then hand it in again; publish with mandatory: false if such messages may be dropped.',
  });
}
