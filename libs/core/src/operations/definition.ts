import type { Session } from '../access/session.js';
import { BrokerError } from '../errors.js';
import { jsonToTable } from '../message/field-json.js';
import type { MessageEdit, OperationDefinition } from '../ports/operation-store.js';
import type { Queue } from '../topology/model.js';
import { isPointer } from './json-pointer.js';
import type { OperationRequest } from './operations-api.js';

const rateMax = 1_000_000;
/** Written by the broker: what happened to a message is not to be edited. */
const lockedHeaders = /^x-(death$|first-death-|last-death-|redrive-)/;

/** A request with its defaults; invalid_argument for what makes no sense. */
export function definitionOf(session: Session, request: OperationRequest, queue: Queue): OperationDefinition {
  const { kind, vhost, filter = {}, target = null, exchange = null, routingKey = null, edit = null } = request;
  const { resetAttempts = true, ratePerSecond = null, canary = false, failureShareMax = null } = request;
  if (kind === 'move' && target === null) throw invalid('target', 'a move needs a queue to move to');
  if (kind === 'purge' && target !== null) throw invalid('target', 'a purge removes messages; it has no target');
  if (kind === 'move' && target === queue.name) throw invalid('target', `the messages lie in '${target}' already`);
  if (kind !== 'redrive' && canary) throw invalid('canary', `a ${kind} has no canary: nothing is tried by it`);
  if (exchange !== null || routingKey !== null) checkRoute(request);
  if (ratePerSecond !== null && !(ratePerSecond > 0 && ratePerSecond <= rateMax))
    throw invalid('ratePerSecond', `accepted are numbers above 0 and up to ${rateMax}`);
  if (failureShareMax !== null && !(failureShareMax >= 0 && failureShareMax <= 1))
    throw invalid('failureShareMax', 'accepted are numbers from 0 to 1');
  for (const { pointer } of filter.body ?? []) {
    if (!isPointer(pointer)) throw invalid('filter.body', `'${pointer}' is no JSON pointer; an example of one is /order/id`);
  }
  if (edit !== null) checkEdit(kind, filter.messageId !== undefined, edit);
  return {
    ...{ kind, vhost, queueId: queue.id, queue: queue.name, filter, target, exchange, routingKey, edit, author: session.user },
    ...{ resetAttempts, ratePerSecond, canary, failureShareMax },
  };
}

function checkRoute({ kind, target = null, exchange = null, resetAttempts = true }: OperationRequest): void {
  if (kind !== 'redrive') throw invalid('exchange', `a ${kind} publishes nothing; only a redrive goes through an exchange`);
  if (exchange === null) throw invalid('routingKey', 'it is for an exchange; name that, too');
  if (target !== null) throw invalid('target', 'a redrive goes to a queue or through an exchange; name one of them');
  if (!resetAttempts) throw invalid('resetAttempts', 'what is published again begins with no attempts');
}

function checkEdit(kind: OperationRequest['kind'], isOne: boolean, { setHeaders, removeHeaders }: MessageEdit): void {
  if (kind !== 'redrive') throw invalid('edit', `a ${kind} leaves messages as they are; only a redrive can edit`);
  if (!isOne) throw invalid('edit', 'one message is edited at a time; name it in filter.messageId');
  jsonToTable(setHeaders);
  const locked = [...Object.keys(setHeaders), ...removeHeaders].find((name) => lockedHeaders.test(name));
  if (locked !== undefined) throw invalid('edit', `the header ${locked} is kept by the broker and cannot be edited`);
}

function invalid(argument: string, message: string): BrokerError {
  return new BrokerError('invalid_argument', `${argument}: ${message}`, { details: { argument } });
}
