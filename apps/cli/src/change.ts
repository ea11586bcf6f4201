import type { Operation, OutputOf } from '@howdah/contracts';
import { z } from 'zod';
import { toRequest, type Call } from './api/request.js';
import { CliError, usageError } from './cli-error.js';
import { exitCodes } from './exit-codes.js';
import type { Invocation } from './invocation.js';
import { askConfirmation, canAsk } from './output/ask.js';

/** Options of every command that changes something. */
export interface ChangeOptions {
  readonly dryRun?: true;
}

export const dryRunFlag = ['-n, --dry-run', 'say what would be done, and do nothing'] as const;

interface Change<O extends Operation> {
  readonly operation: O;
  readonly call: Call<O>;
  /** What it does: 'delete the queue orders'. */
  readonly does: string;
  /** Asked before it is done; for what cannot be taken back. */
  readonly question?: string;
}

/** Does it, or says what would be done. Null after a dry run. */
export async function change<O extends Operation>(
  invocation: Invocation,
  { dryRun }: ChangeOptions,
  { operation, call, does, question }: Change<O>,
): Promise<OutputOf<O> | null> {
  const { client, out, target, options } = invocation;
  checkCall(operation, call);
  if (dryRun === true) {
    const { method, url, body } = toRequest(operation, call, target);
    if (out.isTable) out.note(`${method} ${url}${body === undefined ? '' : ` ${body}`}`);
    else await out.value({ dryRun: true, method, url, body: call.body ?? null });
    out.wouldDo(`would ${does}`);
    return null;
  }
  if (question !== undefined && options.curl !== true) await confirm(invocation, question);
  return client.call(operation, call);
}

/** Goes on when somebody says yes. */
export async function confirm({ options, io }: Invocation, question: string): Promise<void> {
  if (options.yes === true) return;
  if (!canAsk(options, io))
    throw usageError(`${question} Nobody can be asked here.`, 'Say --yes when you are sure, or --dry-run first.');
  if (!(await askConfirmation(question, io))) throw new CliError('Nothing was done.', { exitCode: exitCodes.interrupted });
}

/** What the API would refuse is said without asking it. */
function checkCall<O extends Operation>({ params, body }: O, call: Call<O>): void {
  for (const [schema, value] of [[params, call.params ?? {}] as const, [body, call.body] as const]) {
    const result = z.safeParse(schema as z.ZodType, value);
    if (!result.success) throw usageError(`This would be refused: ${result.error.issues.map(describeIssue).join('; ')}.`);
  }
}

function describeIssue({ path, message }: z.core.$ZodIssue): string {
  return path.length === 0 ? message : `${path.join('.')}: ${message}`;
}
