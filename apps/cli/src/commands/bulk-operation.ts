import { operations, type Operation, type OutputOf } from '@howdah/contracts';
import type { Call } from '../api/request.js';
import { CliError } from '../cli-error.js';
import { confirm, type ChangeOptions } from '../change.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { formatNumberOf } from '../output/figures.js';
import { showDryRun, type DryRun } from '../output/dry-run.js';
import { followOperation, type MessageOperation } from './follow-operation.js';

/** Options of what is done to many messages by the server. */
export interface BulkOptions extends ChangeOptions {
  readonly rate?: number;
  /** False with --no-wait. */
  readonly wait: boolean;
}

interface Bulk<O extends Operation> {
  readonly operation: O;
  readonly call: Call<O>;
  /** 'redrive 12 messages of orders.dead'; is told how many there are. */
  readonly does: (messages: string) => string;
}

/** First a dry run, which freezes the scope; then, when somebody says yes, the operation, and its progress to the end. */
export async function runBulk<O extends Operation>(
  invocation: Invocation,
  { dryRun, wait }: BulkOptions,
  { operation, call, does }: Bulk<O>,
): Promise<ExitCode | void> {
  const { client, out, options } = invocation;
  const asked = call.body as object;
  const send = (body: object, headers = {}) => ({ ...call, body: { ...asked, ...body }, headers }) as Call<O>;
  if (dryRun === true || options.curl === true) {
    const preview = (await client.call(operation, send(dryRun === true ? { dryRun: true } : {}))) as DryRun;
    return showDryRun(out, preview);
  }
  const preview = (await client.lookUp(operation, send({ dryRun: true }))) as DryRun;
  const meant = messagesOf(preview);
  if (preview.reads === 0) return out.note('No message is meant.');
  if (out.isTable) await showDryRun(out, preview);
  await confirm(invocation, `${does(meant)}?`);
  // Repeated with the same key it makes no second operation.
  const key = { 'idempotency-key': `cli-${crypto.randomUUID()}` };
  const started = (await client.call(operation, send({ cutoff: preview.cutoff }, key))) as MessageOperation;
  await out.done(`operation ${started.id} has begun`, wait ? undefined : started);
  return wait ? followOperation(invocation, started.id) : undefined;
}

function messagesOf({ reads, isComplete }: DryRun): string {
  return isComplete ? formatNumberOf(reads, 'message') : `more than ${formatNumberOf(reads, 'message')}`;
}

/** The only queue that the dead letters of an error group lie in. */
export async function queueOfGroup({ client }: Invocation, group: string): Promise<string> {
  const found: OutputOf<typeof operations.getErrorGroup> = await client.lookUp(operations.getErrorGroup, { params: { group } });
  const [queue, ...others] = found.deadLetterQueues;
  if (queue !== undefined && others.length === 0) return queue;
  throw new CliError(
    queue === undefined
      ? `The dead letters of group ${group} were not kept: ${found.queue} has no dead-letter exchange.`
      : `The dead letters of group ${group} lie in several queues: ${found.deadLetterQueues.join(', ')}.`,
    { exitCode: exitCodes.usage, remedy: 'Name the queue in which they lie.' },
  );
}
