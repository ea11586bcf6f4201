import type { ProblemCode } from '@howdah/contracts';
import { CliError } from '../cli-error.js';
import { exitCodes } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import { nearest } from '../settings/target.js';
import { namesOf, type Named } from './names.js';
import { Refused } from './refusals.js';

const kinds: Partial<Record<ProblemCode, Named>> = {
  queue_not_found: 'queue',
  exchange_not_found: 'exchange',
  policy_not_found: 'policy',
  user_not_found: 'user',
  vhost_not_found: 'vhost',
};

const namesMax = 500;

/** The error, with the name that was probably meant as its remedy where there is one. */
export async function suggestName(error: unknown, { client, target }: Invocation): Promise<unknown> {
  const kind = error instanceof Refused ? kinds[error.problem.code] : undefined;
  if (!(error instanceof Refused) || kind === undefined) return error;
  const found = /'([^']+)'/.exec(error.problem.detail)?.[1];
  const names = await namesOf(kind, client, target.vhost, namesMax).catch(() => []);
  const near = found === undefined ? undefined : nearest(found, names);
  const remedy = near === undefined ? `See howdah ${kind} list.` : `Did you mean '${near}'?`;
  return new CliError(error.message, { exitCode: exitCodes.notFound, cause: error, remedy });
}
