import { emptyTable, fieldOf } from '../message/field-table.js';
import type { AttemptError, Death, DeathReason, Message } from '../message/message.js';
import type { Properties } from '../message/properties.js';
import type { Fingerprint } from '../ports/failure-store.js';
import type { Insert, Placement, QueueId } from '../ports/message-store.js';
import { visibleRoutingKeys } from '../publish/extra-routing-keys.js';
import type { PlanBook } from '../publish/plan-book.js';
import type { RoutePlan } from '../publish/route-plan.js';
import type { QueueSettings } from '../topology/queue-settings.js';
import type { Queue } from '../topology/model.js';
import { addDeath, closesCycle } from './deaths.js';
import { identityOf, type Unsettled } from './settlement.js';

export interface Origin {
  readonly queue: Queue;
  readonly settings: QueueSettings;
}

export interface Cause {
  readonly reason: DeathReason;
  /** Of the last attempt. */
  readonly error: AttemptError | null;
  readonly fingerprint: Fingerprint;
}

/**
 * The copy that goes on through the queue's dead-letter exchange, by RabbitMQ's rules (its guide "Dead Letter Exchanges");
 * null when there is no such exchange, or no queue wants the copy. `now` in ms since 1970.
 */
export function deadLetterCopy(plans: PlanBook, origin: Origin, dead: Unsettled, cause: Cause, now: number): Insert | null {
  const { deadLetterExchange, deadLetterRoutingKey } = origin.settings;
  if (deadLetterExchange === null) return null;
  const routes = plans.ofExchange(origin.queue.vhost, deadLetterExchange);
  if (routes === null) return null;
  const { message: dying } = dead;
  const extraKeys = dying.properties.hasHeaders ? visibleRoutingKeys(dying.properties.headers) : null;
  const routingKeys = [dying.routingKey, ...(extraKeys ?? [])];
  const deaths = addDeath(dying, { queue: origin.queue.name, time: now, routingKeys, ...cause });
  const message = copyOf(dead, deadLetterExchange, deadLetterRoutingKey, deaths, now);
  const plan = routes.of(
    message.routingKey,
    deadLetterRoutingKey === null ? allKeys(extraKeys, dying) : null,
    message.properties,
  );
  const placements = placementsOf(plan, message, origin.queue.id);
  return placements.length === 0
    ? null
    : { message, durable: plan.durabilityOf(message.properties.deliveryMode) !== 'transient', placements };
}

/** Also those that no receiver may see. */
function allKeys(visible: readonly string[] | null, { hiddenRoutingKeys: hidden }: Message): readonly string[] | null {
  return hidden === undefined ? visible : [...(visible ?? []), ...hidden];
}

function copyOf(dead: Unsettled, exchange: string, routingKey: string | null, deaths: readonly Death[], now: number): Message {
  const { message } = dead;
  return {
    exchange,
    routingKey: routingKey ?? message.routingKey,
    properties: withoutOwn(message.properties, routingKey !== null),
    body: message.body,
    publishedAt: now,
    deaths,
    hiddenRoutingKeys: routingKey === null ? message.hiddenRoutingKeys : undefined,
    id: identityOf(dead),
  };
}

function placementsOf(plan: RoutePlan, message: Message, deadFrom: QueueId): Placement[] {
  const all = plan.placements(message.properties.priority ?? 0, null, 0, message.publishedAt);
  return all
    .filter((_, index) => !closesCycle(message.deaths, plan.targets[index]?.queue.name ?? ''))
    .map((placement) => ({ ...placement, deadFrom }));
}

/** `expiration` goes, or the copy would expire again; CC goes when another key stands instead of the original ones. */
function withoutOwn(properties: Properties, hidesKeys: boolean): Properties {
  const lasting = properties.expiration === undefined ? properties : properties.with({ expiration: undefined });
  return hidesKeys && fieldOf(properties.headers, 'CC') !== undefined ? lasting.withHeaders(['CC'], emptyTable) : lasting;
}
