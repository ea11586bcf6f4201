import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { Command } from 'commander';
import { CliError } from '../cli-error.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import type { Io } from '../io.js';
import { wholeNumber } from '../values/numbers.js';

interface DevOptions {
  readonly data?: string;
  readonly httpPort: number;
  readonly amqpPort: number;
  readonly cluster?: true;
}

export function addDevCommand(program: Command, cli: Cli): void {
  program
    .command('dev')
    .description('A broker of your own with Postgres, API and dashboard, until Ctrl-C; its data is thrown away')
    .option('--data <directory>', 'keep the data there')
    .option('--http-port <port>', 'of the API and the dashboard; default: a free one', wholeNumber(0, 65_535), 0)
    .option('--amqp-port <port>', 'of AMQP; default: a free one', wholeNumber(0, 65_535), 0)
    .option('--cluster', 'two Postgres nodes, one of which takes over')
    .action(cli.action(dev));
}

async function dev(invocation: Invocation, _: readonly string[], options: DevOptions): Promise<ExitCode> {
  const { out, io } = invocation;
  const directory = options.data === undefined ? await mkdtemp(join(tmpdir(), 'howdah-dev-')) : resolve(options.data);
  const child = startBroker(io, options, directory);
  const exited = once(child, 'close').then(([code]) => code as number | null);
  io.signal.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  try {
    const said = await untilReady(child, invocation);
    await tellWhere(invocation, said, options.data === undefined ? undefined : directory);
    return (await exited) === 0 || io.signal.aborted ? exitCodes.ok : exitCodes.failed;
  } finally {
    child.kill('SIGTERM');
    await exited;
    if (options.data === undefined) await rm(directory, { recursive: true, force: true, maxRetries: 5 });
    out.note(options.data === undefined ? 'stopped; the data is thrown away' : `stopped; the data is in ${directory}`);
  }
}

/** In a process group of its own: Ctrl-C comes to it once, through us. */
function startBroker({ env }: Io, { httpPort, amqpPort, cluster }: DevOptions, dataDir: string): ChildProcess {
  const others = Object.entries(env).filter(([name]) => !name.startsWith('HOWDAH_'));
  return spawn(process.execPath, [brokerProgram()], {
    detached: true,
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      ...Object.fromEntries(others),
      HOWDAH_HTTP_PORT: String(httpPort),
      HOWDAH_AMQP_PORT: String(amqpPort),
      HOWDAH_DATA_DIR: dataDir,
      HOWDAH_EMBEDDED: cluster === true ? 'cluster' : 'single',
      HOWDAH_LOG_LEVEL: 'warn',
    },
  });
}

function brokerProgram(): string {
  const program = join(dirname(createRequire(import.meta.url).resolve('@howdah/broker/package.json')), 'dist', 'main.js');
  if (existsSync(program)) return program;
  throw new CliError(`The broker is not built: ${program} is missing.`, { remedy: 'npm run build' });
}

interface Said {
  readonly url: string;
  readonly amqp: string;
}

/** The broker's own steps are shown until it says that it serves; then its output is its own affair. */
async function untilReady(child: ChildProcess, { out, io }: Invocation): Promise<Said> {
  const lines = createInterface({ input: child.stdout! });
  let url = '';
  let amqp = '';
  for await (const line of lines) {
    if (line.startsWith('•')) out.note(line);
    url ||= /^ +API +(http\S+)\/v1$/.exec(line)?.[1] ?? '';
    amqp ||= /^ +(amqps?:\/\/\S+)$/.exec(line)?.[1] ?? '';
    if (!line.startsWith('Ctrl-C')) continue;
    child.stdout!.resume();
    return { url, amqp };
  }
  io.signal.throwIfAborted();
  throw new CliError('The broker did not start; it says above why.');
}

async function tellWhere({ out }: Invocation, { url, amqp }: Said, directory: string | undefined): Promise<void> {
  if (out.format !== 'table' && out.format !== 'plain')
    return out.value({ url, amqp, user: 'guest', password: 'guest', directory: directory ?? null });
  const { paint } = out;
  const row = (name: string, value: string) => `  ${paint('faint', name.padEnd(10))} ${value}`;
  await out.write(
    [
      '',
      `${paint('good', '●')} ${paint('strong', 'Howdah is ready.')} ${paint('faint', 'user and password: guest')}`,
      '',
      row('dashboard', url),
      row('AMQP', amqp),
      row('data', directory ?? 'thrown away at the end'),
      '',
      paint('faint', 'In another terminal:'),
      `  export HOWDAH_URL=${url}`,
      '  howdah queue create hello --dead-letters',
      `  howdah publish hello '{"hello":"world"}'`,
      '  howdah peek hello',
      '',
      paint('faint', 'Ctrl-C stops it.'),
      '',
    ].join('\n'),
  );
}
