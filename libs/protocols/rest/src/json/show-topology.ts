import {
  tableToJson,
  type Binding,
  type Exchange,
  type Policy,
  type Queue,
  type QueuePauses,
  type QueueStatistics,
} from '@howdah/core';
import { instant, instantOrNull } from './instant.js';
import { showPauses } from './show-pause.js';

const defaultExchange = 'amq.default';

/** The name of an exchange as it stands in paths and answers: '' cannot. */
function exchangeName(name: string): string {
  return name === '' ? defaultExchange : name;
}

export function exchangeOfPath(name: string): string {
  return name === defaultExchange ? '' : name;
}

export function showExchange({ id: _, ...exchange }: Exchange) {
  return { ...exchange, name: exchangeName(exchange.name), arguments: { ...tableToJson(exchange.arguments) } };
}

export function showQueue({ id: _, connection: __, createdAt, ...queue }: Queue, pauses: QueuePauses) {
  return {
    ...queue,
    createdAt: instant(createdAt),
    arguments: { ...tableToJson(queue.arguments) },
    pauses: showPauses(pauses),
  };
}

export function showBinding(binding: Binding) {
  return { ...binding, id: String(binding.id), arguments: { ...tableToJson(binding.arguments) } };
}

export function showPolicy({ id: _, ...policy }: Policy) {
  return { ...policy, definition: { ...policy.definition } };
}

export function showStatistics({ queue: { vhost, name }, oldestAt, pauses, ...figures }: QueueStatistics) {
  return { vhost, queue: name, ...figures, oldestAt: instantOrNull(oldestAt), pauses: showPauses(pauses) };
}
