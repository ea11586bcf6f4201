import { type operations, type OutputOf } from '@howdah/contracts';
import { CliError, usageError } from '../cli-error.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { formatNumberOf } from '../output/figures.js';
import type { Values } from '../values/key-values.js';

export interface Destination {
  readonly kind: 'queue' | 'exchange';
  readonly name: string;
  readonly operation: typeof operations.publishToQueue | typeof operations.publishToExchange;
  readonly params: { readonly queue: string } | { readonly exchange: string };
}

interface BatchOptions {
  readonly atomic?: true;
  readonly idempotencyKey?: string;
}

type Results = Extract<OutputOf<typeof operations.publishToQueue>, { readonly results: unknown }>;

const batchMax = 500;
const atomicMax = 1_000;
/** Of the bodies' JSON; a request may be half as large again as a message. */
const batchBytesMax = 4 * 1024 * 1024;

interface Tally {
  published: number;
  unrouted: number;
  refused: number;
  readonly errors: string[];
}

/** In batches, in order. It ends at a line that cannot be read; what came before is published and told of. */
export async function publishBatches(
  invocation: Invocation,
  destination: Destination,
  messages: AsyncIterable<Values>,
  options: BatchOptions,
): Promise<ExitCode> {
  const tally: Tally = { published: 0, unrouted: 0, refused: 0, errors: [] };
  try {
    for await (const batch of batchesOf(messages, options.atomic === true))
      count(await send(invocation, destination, batch, options), tally);
  } catch (error) {
    if (tally.published === 0 || !(error instanceof CliError)) throw error;
    await tell(invocation, destination, tally);
    throw error.withExitCode(exitCodes.partial);
  }
  return tell(invocation, destination, tally);
}

async function* batchesOf(messages: AsyncIterable<Values>, isAtomic: boolean): AsyncGenerator<Values[]> {
  const max = isAtomic ? Infinity : batchMax;
  let batch: Values[] = [];
  let bytes = 0;
  try {
    for await (const message of messages) {
      const size = sizeOf(message);
      if (batch.length > 0 && (batch.length >= max || (!isAtomic && bytes + size > batchBytesMax))) {
        yield batch;
        [batch, bytes] = [[], 0];
      }
      batch.push(message);
      bytes += size;
      if (isAtomic && batch.length > atomicMax)
        throw usageError(`--atomic takes at most ${atomicMax} messages.`, 'Leave it out.');
    }
  } catch (error) {
    // What was read before a broken line is as good as it was.
    if (!isAtomic && batch.length > 0) yield batch;
    throw error;
  }
  if (batch.length > 0) yield batch;
}

/** A guess is enough. */
function sizeOf({ body }: Values): number {
  return typeof body === 'string' ? body.length : JSON.stringify(body ?? null).length;
}

async function send(
  { client, inVhost }: Invocation,
  { operation, params }: Destination,
  messages: readonly Values[],
  { atomic, idempotencyKey }: BatchOptions,
): Promise<Results> {
  const call = {
    params,
    query: inVhost,
    body: { messages, ...(atomic === true ? { atomic } : {}) },
    headers: idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey },
  };
  return (await client.call(operation as typeof operations.publishToQueue, call as never)) as Results;
}

const errorsMax = 5;

function count({ results }: Results, tally: Tally): void {
  for (const result of results) {
    if ('problem' in result) {
      tally.refused += 1;
      if (tally.errors.length < errorsMax) tally.errors.push(`${result.problem.detail} (${result.problem.code})`);
    } else if (result.id === null) tally.unrouted += 1;
    else tally.published += 1;
  }
}

async function tell({ out }: Invocation, { name }: Destination, tally: Tally): Promise<ExitCode> {
  const { published, unrouted, refused, errors } = tally;
  if (out.format !== 'table' && out.format !== 'plain') await out.value(tally);
  const isWhole = unrouted === 0 && refused === 0;
  const text = `${formatNumberOf(published, 'message')} published to ${name}`;
  if (isWhole) await out.done(text);
  else out.warn(`${text}, ${unrouted} wanted by no queue, ${refused} refused`);
  for (const error of errors) out.warn(error);
  if (isWhole) return exitCodes.ok;
  return published === 0 ? exitCodes.failed : exitCodes.partial;
}
