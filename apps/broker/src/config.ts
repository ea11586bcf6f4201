import { resolve } from 'node:path';
import { z } from 'zod';
import { nearestName } from './nearest-name.js';
import { redact, type SecretVariable } from './redact.js';
import { readSecretFiles, secretFileVariable } from './secret-files.js';
import { StartupError } from './startup-error.js';

/** Everything the broker is told from outside, checked. */
export interface Config {
  /** 0 takes any free port. */
  readonly httpPort: number;
  readonly host: string;
  /** Absolute. */
  readonly dataDir: string;
  /** Without it an embedded Postgres is started. */
  readonly databaseUrl: string | undefined;
  readonly admin: { readonly user: string; readonly password: string };
  /** The administrator is an explicit wish, not the default. */
  readonly adminGiven: boolean;
  readonly logLevel: (typeof logLevels)[number];
  readonly maxMessageBytes: number;
}

export interface ReadConfig {
  readonly config: Config;
  /** One sentence each: variables that look like ours and are not. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const defaultName = 'guest';
const defaultMessageBytes = 16 * 1024 * 1024;

/** The one list of variables. Each rule's text says what is accepted. */
const variables = z.object({
  HOWDAH_HTTP_PORT: wholeNumber(0, 65_535, 'a port from 0 to 65535; 0 takes any free one').default(15_672),
  HOWDAH_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'an address or host name to bind, such as 127.0.0.1 or 0.0.0.0')
    .optional(),
  HOWDAH_DATA_DIR: z.string().default('.howdah'),
  HOWDAH_DATABASE_URL: z.string().refine(isPostgresUrl, 'a URL such as postgres://user:password@host:5432/database').optional(),
  HOWDAH_ADMIN_USER: z.string().default(defaultName),
  HOWDAH_ADMIN_PASSWORD: z.string().default(defaultName),
  HOWDAH_LOG_LEVEL: z.enum(logLevels, `one of ${logLevels.join(', ')}`).default('info'),
  HOWDAH_MAX_MESSAGE_BYTES: wholeNumber(1, 512 * 1024 * 1024, 'a number of bytes from 1 to 536870912').default(
    defaultMessageBytes,
  ),
});

const secretVariables: readonly SecretVariable[] = ['HOWDAH_ADMIN_PASSWORD', 'HOWDAH_DATABASE_URL'];
const knownNames = [...Object.keys(variables.shape), ...secretVariables.map(secretFileVariable)];

/** @throws StartupError that lists everything wrong at once: the variable, what was found and what is accepted. */
export function readConfig(environment: Environment): ReadConfig {
  const { values, problems } = readSecretFiles(withoutEmpty(environment), secretVariables);
  const parsed = variables.safeParse(values);
  const wrong = parsed.error?.issues.map(({ path, message }) => describe(String(path[0]), values, message)) ?? [];
  const all = [...problems, ...wrong, ...missingPassword(values)];
  if (!parsed.success || all.length > 0) throw configError(all);
  const config = toConfig(parsed.data, values);
  refuseDefaultCredentials(config);
  return { config, warnings: unknownNames(environment).map(describeUnknown) };
}

/** All variables with the values in force, as lines for an environment file; secrets are hidden. */
export function printConfig(config: Config): string {
  const values = {
    HOWDAH_HTTP_PORT: config.httpPort,
    HOWDAH_HOST: config.host,
    HOWDAH_DATA_DIR: config.dataDir,
    HOWDAH_DATABASE_URL: config.databaseUrl ?? '',
    HOWDAH_ADMIN_USER: config.admin.user,
    HOWDAH_ADMIN_PASSWORD: config.admin.password,
    HOWDAH_LOG_LEVEL: config.logLevel,
    HOWDAH_MAX_MESSAGE_BYTES: config.maxMessageBytes,
  } satisfies Record<keyof typeof variables.shape, string | number>;
  return Object.entries(values)
    .map(([name, value]) => `${name}=${redact(name, String(value))}\n`)
    .join('');
}

function toConfig(read: z.output<typeof variables>, given: Environment): Config {
  const admin = { user: read.HOWDAH_ADMIN_USER, password: read.HOWDAH_ADMIN_PASSWORD };
  return {
    httpPort: read.HOWDAH_HTTP_PORT,
    host: read.HOWDAH_HOST ?? (isDefault(admin) ? '127.0.0.1' : '0.0.0.0'),
    dataDir: resolve(read.HOWDAH_DATA_DIR),
    databaseUrl: read.HOWDAH_DATABASE_URL,
    admin,
    adminGiven: given['HOWDAH_ADMIN_PASSWORD'] !== undefined,
    logLevel: read.HOWDAH_LOG_LEVEL,
    maxMessageBytes: read.HOWDAH_MAX_MESSAGE_BYTES,
  };
}

function refuseDefaultCredentials({ host, admin }: Config): void {
  if (!isDefault(admin) || isLoopback(host)) return;
  throw new StartupError(
    `HOWDAH_HOST is ${host}, which other machines can reach, but the administrator is ${defaultName} with the default password.`,
    {
      remedy: 'Set HOWDAH_ADMIN_USER and HOWDAH_ADMIN_PASSWORD (or HOWDAH_ADMIN_PASSWORD_FILE), or set HOWDAH_HOST=127.0.0.1.',
    },
  );
}

function isDefault(admin: Config['admin']): boolean {
  return admin.user === defaultName && admin.password === defaultName;
}

function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

/** A name without a password would get the password that everybody knows. */
function missingPassword(values: Environment): string[] {
  if (values['HOWDAH_ADMIN_USER'] === undefined || values['HOWDAH_ADMIN_PASSWORD'] !== undefined) return [];
  return ['HOWDAH_ADMIN_PASSWORD: found nothing beside HOWDAH_ADMIN_USER; accepted is the password of that user'];
}

function describe(name: string, values: Environment, accepted: string): string {
  return `${name}: found ${redact(name, values[name] ?? 'nothing')}; accepted is ${accepted}`;
}

function configError(problems: readonly string[]): StartupError {
  return new StartupError(`The configuration is wrong:\n${problems.map((problem) => `  ${problem}`).join('\n')}`);
}

function unknownNames(environment: Environment): string[] {
  return Object.keys(environment).filter((name) => name.startsWith('HOWDAH_') && !knownNames.includes(name));
}

function describeUnknown(name: string): string {
  const nearest = nearestName(name, knownNames);
  return `${name} is not a variable of Howdah and has no effect${nearest === undefined ? '' : `; did you mean ${nearest}?`}`;
}

/** Compose files and CI write VARIABLE= for what is not set. */
function withoutEmpty(environment: Environment): Environment {
  return Object.fromEntries(Object.entries(environment).filter(([, value]) => value !== ''));
}

function wholeNumber(min: number, max: number, accepted: string) {
  const fits = (text: string) => /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max;
  return z.string().refine(fits, accepted).transform(Number);
}

function isPostgresUrl(text: string): boolean {
  return /^postgres(ql)?:\/\//.test(text) && URL.canParse(text);
}
