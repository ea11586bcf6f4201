import type { Problem, ProblemCode } from '@howdah/contracts';
import { CliError } from '../cli-error.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Target } from '../settings/target.js';

/** A request that the API has refused, with its reason. */
export class Refused extends CliError {
  constructor(
    readonly problem: Problem,
    options: ConstructorParameters<typeof CliError>[1],
  ) {
    super(`${sentence(problem.detail)} (${problem.code})`, options);
  }
}

export function toRefusal(answer: unknown, target: Target): CliError {
  const problem = answer as Problem;
  if (typeof problem?.code !== 'string') return new CliError(`The server answered something else than a problem.`);
  const details = [
    ...(problem.errors ?? []).map(({ pointer, parameter, detail }) => `${pointer ?? parameter ?? ''} ${detail}`.trim()),
    ...(problem.status >= 500 ? [`trace ${problem.traceId}`] : []),
  ];
  const remedy = remedyOf(problem, target);
  return new Refused(problem, { exitCode: exitCodeOf(problem), details, ...(remedy === undefined ? {} : { remedy }) });
}

/** An answer that is none of this API's. */
export function notHowdah(response: Response): CliError {
  const found = `HTTP ${response.status} with ${response.headers.get('content-type') ?? 'no media type'}`;
  return new CliError(`What answers at ${new URL(response.url).origin} is not Howdah's API: found ${found}.`, {
    exitCode: exitCodes.unreachable,
    remedy: 'Name the right address with --url, with the path under which a proxy shows it.',
  });
}

export function toUnreachable(error: unknown, url: string): CliError {
  const isLate = (error as Error).name === 'TimeoutError';
  const why = isLate ? 'it did not answer within a minute' : reasonOf((error as Error).cause ?? error);
  return new CliError(`No answer from ${url}: ${why}.`, {
    ...{ exitCode: exitCodes.unreachable, cause: error },
    remedy: 'Start one with howdah dev, or name another with --url, HOWDAH_URL or a context.',
  });
}

const reasons: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nobody listens there',
  ENOTFOUND: 'the name is not known',
  EAI_AGAIN: 'the name server does not answer',
  ECONNRESET: 'the connection was cut',
  UND_ERR_SOCKET: 'the connection was cut',
  EHOSTUNREACH: 'there is no way to this address',
  ENETUNREACH: 'there is no way to this address',
  ETIMEDOUT: 'the connection was not taken in time',
  UND_ERR_CONNECT_TIMEOUT: 'the connection was not taken in time',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is self-signed (NODE_EXTRA_CA_CERTS names a file of what to trust)',
  SELF_SIGNED_CERT_IN_CHAIN: 'its certificate is self-signed (NODE_EXTRA_CA_CERTS names a file of what to trust)',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its certificate is of nobody known (NODE_EXTRA_CA_CERTS names a file of what to trust)',
  CERT_HAS_EXPIRED: 'its certificate has expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS; perhaps http:// is meant',
  HPE_INVALID_CONSTANT: 'it does not speak HTTP',
};

function reasonOf(cause: unknown): string {
  const { code, message, errors } = cause as NodeJS.ErrnoException & { readonly errors?: readonly unknown[] };
  // A name with several addresses fails with one error for each.
  if (errors?.[0] !== undefined) return reasonOf(errors[0]);
  return reasons[code ?? ''] ?? message;
}

function exitCodeOf({ status, code }: Problem): ExitCode {
  if (status === 404) return exitCodes.notFound;
  if (status === 401 || status === 403) return exitCodes.refused;
  const away: readonly ProblemCode[] = ['draining', 'storage_unavailable'];
  return away.includes(code) ? exitCodes.unreachable : exitCodes.failed;
}

function remedyOf({ code, remedy }: Problem, { url, user }: Target): string | undefined {
  if (code === 'login_refused') return `It was user '${user}' at ${url}. Choose with --user and HOWDAH_PASSWORD, or a context.`;
  if (code === 'route_not_found') return 'The server may be older than this command line: compare howdah version.';
  return remedy;
}

function sentence(text: string): string {
  const capital = text.charAt(0).toUpperCase() + text.slice(1);
  return /[.?!]$/.test(capital) ? capital : `${capital}.`;
}
