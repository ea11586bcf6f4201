import { resolve } from 'node:path';
import { z } from 'zod';
import { missingCompanions } from './companions.js';
import { basePath, databaseUrl, off, portOrOff, wholeNumber } from './config-rules.js';
import { nearestName } from './nearest-name.js';
import { redact, type SecretVariable } from './redact.js';
import { readSecretFiles, secretFileVariable } from './secret-files.js';
import { StartupError } from './startup-error.js';
import { readTlsFiles, type TlsFiles } from './tls-files.js';

/** Everything the broker is told from outside, checked. */
export interface Config {
  /** 0 takes any free port. */
  readonly httpPort: number;
  readonly host: string;
  /** Where a proxy shows the API and the dashboard; begins and ends with a slash. */
  readonly basePath: string;
  readonly amqp: AmqpConfig;
  /** What AMQP over TLS shows and asks for. */
  readonly tls: TlsConfig | undefined;
  /** Absolute. */
  readonly dataDir: string;
  /** Without it an embedded Postgres is started. */
  readonly databaseUrl: string | undefined;
  /** Of persistent messages in queues that say nothing else. */
  readonly durability: (typeof durabilities)[number];
  readonly replication: (typeof replications)[number];
  /** What is started then: a primary with a synchronous standby, or one node. */
  readonly embedded: (typeof embeddedShapes)[number];
  readonly admin: { readonly user: string; readonly password: string };
  /** The administrator is an explicit wish, not the default. */
  readonly adminGiven: boolean;
  readonly logLevel: (typeof logLevels)[number];
  readonly maxMessageBytes: number;
  /** Broker processes on the same ports. */
  readonly workers: number;
}

interface AmqpConfig {
  /** 0 takes any free port, null is no listener. */
  readonly port: number | null;
  /** The same, over TLS. */
  readonly tlsPort: number | null;
  /** Of each listener. */
  readonly maxConnections: number;
  /** What clients are told of the server. */
  readonly product: string;
  /** x.y.z */
  readonly version: string;
  readonly channelMax: number;
  /** Bytes. */
  readonly frameMax: number;
  /** 0 is none. */
  readonly heartbeatSeconds: number;
}

export type TlsConfig = TlsFiles & { readonly requiresClientCertificate: boolean };

export interface ReadConfig {
  readonly config: Config;
  /** One sentence each: variables that look like ours and are not. */
  readonly warnings: readonly string[];
}

type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
const embeddedShapes = ['cluster', 'single'] as const;
const clientCertificates = ['optional', 'required'] as const;
const durabilities = ['local', 'replicated'] as const;
const replications = ['prefer', 'require', 'trust-provider'] as const;
const defaultName = 'guest';
const defaultMessageBytes = 16 * 1024 * 1024;

/** The one list of variables. Each rule's text says what is accepted. */
const variables = z.object({
  HOWDAH_HTTP_PORT: wholeNumber(0, 65_535, 'a port from 0 to 65535; 0 takes any free one').default(15_672),
  HOWDAH_HOST: z
    .string()
    .regex(/^[\w.:-]+$/, 'an address or host name to bind, such as 127.0.0.1 or 0.0.0.0')
    .optional(),
  HOWDAH_BASE_PATH: basePath().default('/'),
  HOWDAH_AMQP_PORT: portOrOff().default(5672),
  HOWDAH_AMQPS_PORT: portOrOff().default(null),
  HOWDAH_TLS_CERT: z.string().optional(),
  HOWDAH_TLS_KEY: z.string().optional(),
  HOWDAH_TLS_CA: z.string().optional(),
  HOWDAH_TLS_CLIENT_CERTIFICATE: z.enum(clientCertificates, `one of ${clientCertificates.join(', ')}`).default('optional'),
  HOWDAH_AMQP_MAX_CONNECTIONS: wholeNumber(1, 1_000_000, 'a number of connections from 1 to 1000000').default(65_535),
  HOWDAH_AMQP_PRODUCT: z.string().default('RabbitMQ'),
  HOWDAH_AMQP_VERSION: z
    .string()
    .regex(/^\d{1,4}\.\d{1,4}\.\d{1,4}$/, 'a version of three numbers, such as 3.13.7')
    .default('3.13.7'),
  HOWDAH_AMQP_CHANNEL_MAX: wholeNumber(1, 65_535, 'a number of channels from 1 to 65535').default(2047),
  HOWDAH_AMQP_FRAME_MAX: wholeNumber(8192, 16_777_216, 'a number of bytes from 8192 to 16777216').default(131_072),
  HOWDAH_AMQP_HEARTBEAT: wholeNumber(0, 65_535, 'a number of seconds from 0 to 65535; 0 is none').default(60),
  HOWDAH_DATA_DIR: z.string().default('.howdah'),
  HOWDAH_DATABASE_URL: databaseUrl().optional(),
  HOWDAH_DURABILITY: z.enum(durabilities, `one of ${durabilities.join(', ')}`).default('replicated'),
  HOWDAH_REPLICATION: z.enum(replications, `one of ${replications.join(', ')}`).default('prefer'),
  HOWDAH_EMBEDDED: z.enum(embeddedShapes, `one of ${embeddedShapes.join(', ')}`).default('cluster'),
  HOWDAH_ADMIN_USER: z.string().default(defaultName),
  HOWDAH_ADMIN_PASSWORD: z.string().default(defaultName),
  HOWDAH_LOG_LEVEL: z.enum(logLevels, `one of ${logLevels.join(', ')}`).default('info'),
  HOWDAH_MAX_MESSAGE_BYTES: wholeNumber(1, 512 * 1024 * 1024, 'a number of bytes from 1 to 536870912').default(
    defaultMessageBytes,
  ),
  HOWDAH_WORKERS: wholeNumber(1, 256, 'a number of broker processes from 1 to 256').default(1),
});

const secretVariables: readonly SecretVariable[] = ['HOWDAH_ADMIN_PASSWORD', 'HOWDAH_DATABASE_URL'];
const knownNames = [...Object.keys(variables.shape), ...secretVariables.map(secretFileVariable)];

/** @throws StartupError that lists everything wrong at once: the variable, what was found and what is accepted. */
export function readConfig(environment: Environment): ReadConfig {
  const { values, problems } = readSecretFiles(withoutEmpty(environment), secretVariables);
  const parsed = variables.safeParse(values);
  const wrong = parsed.error?.issues.map(({ path, message }) => describe(String(path[0]), values, message)) ?? [];
  const files = readTlsFiles(values);
  const all = [...problems, ...wrong, ...missingCompanions(values), ...files.problems];
  if (!parsed.success || all.length > 0) throw configError(all);
  const config = toConfig(parsed.data, values, files.tls);
  refuseDefaultCredentials(config);
  return { config, warnings: unknownNames(environment).map(describeUnknown) };
}

/** All variables with the values in force, as lines for an environment file; secrets are hidden. */
export function printConfig(config: Config): string {
  const values = {
    HOWDAH_HTTP_PORT: config.httpPort,
    HOWDAH_HOST: config.host,
    HOWDAH_BASE_PATH: config.basePath,
    HOWDAH_AMQP_PORT: config.amqp.port ?? off,
    HOWDAH_AMQPS_PORT: config.amqp.tlsPort ?? off,
    HOWDAH_TLS_CERT: config.tls?.cert.path ?? '',
    HOWDAH_TLS_KEY: config.tls?.key.path ?? '',
    HOWDAH_TLS_CA: config.tls?.ca?.path ?? '',
    HOWDAH_TLS_CLIENT_CERTIFICATE: config.tls?.requiresClientCertificate ? 'required' : 'optional',
    HOWDAH_AMQP_MAX_CONNECTIONS: config.amqp.maxConnections,
    HOWDAH_AMQP_PRODUCT: config.amqp.product,
    HOWDAH_AMQP_VERSION: config.amqp.version,
    HOWDAH_AMQP_CHANNEL_MAX: config.amqp.channelMax,
    HOWDAH_AMQP_FRAME_MAX: config.amqp.frameMax,
    HOWDAH_AMQP_HEARTBEAT: config.amqp.heartbeatSeconds,
    HOWDAH_DATA_DIR: config.dataDir,
    HOWDAH_DATABASE_URL: config.databaseUrl ?? '',
    HOWDAH_DURABILITY: config.durability,
    HOWDAH_REPLICATION: config.replication,
    HOWDAH_EMBEDDED: config.embedded,
    HOWDAH_ADMIN_USER: config.admin.user,
    HOWDAH_ADMIN_PASSWORD: config.admin.password,
    HOWDAH_LOG_LEVEL: config.logLevel,
    HOWDAH_MAX_MESSAGE_BYTES: config.maxMessageBytes,
    HOWDAH_WORKERS: config.workers,
  } satisfies Record<keyof typeof variables.shape, string | number>;
  return Object.entries(values)
    .map(([name, value]) => `${name}=${redact(name, String(value))}\n`)
    .join('');
}

function toConfig(read: z.output<typeof variables>, given: Environment, tls: TlsFiles | undefined): Config {
  const admin = { user: read.HOWDAH_ADMIN_USER, password: read.HOWDAH_ADMIN_PASSWORD };
  return {
    httpPort: read.HOWDAH_HTTP_PORT,
    host: read.HOWDAH_HOST ?? (isDefault(admin) ? '127.0.0.1' : '0.0.0.0'),
    basePath: read.HOWDAH_BASE_PATH,
    amqp: toAmqpConfig(read),
    tls: tls && { ...tls, requiresClientCertificate: read.HOWDAH_TLS_CLIENT_CERTIFICATE === 'required' },
    dataDir: resolve(read.HOWDAH_DATA_DIR),
    databaseUrl: read.HOWDAH_DATABASE_URL,
    durability: read.HOWDAH_DURABILITY,
    replication: read.HOWDAH_REPLICATION,
    embedded: read.HOWDAH_EMBEDDED,
    admin,
    adminGiven: given['HOWDAH_ADMIN_PASSWORD'] !== undefined,
    logLevel: read.HOWDAH_LOG_LEVEL,
    maxMessageBytes: read.HOWDAH_MAX_MESSAGE_BYTES,
    workers: read.HOWDAH_WORKERS,
  };
}

function toAmqpConfig(read: z.output<typeof variables>): AmqpConfig {
  return {
    port: read.HOWDAH_AMQP_PORT,
    tlsPort: read.HOWDAH_AMQPS_PORT,
    maxConnections: read.HOWDAH_AMQP_MAX_CONNECTIONS,
    product: read.HOWDAH_AMQP_PRODUCT,
    version: read.HOWDAH_AMQP_VERSION,
    channelMax: read.HOWDAH_AMQP_CHANNEL_MAX,
    frameMax: read.HOWDAH_AMQP_FRAME_MAX,
    heartbeatSeconds: read.HOWDAH_AMQP_HEARTBEAT,
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
