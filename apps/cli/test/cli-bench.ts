import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { PassThrough, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { createDatabase } from '@howdah/testing';
import type { Io } from '../src/io.js';
import { run } from '../src/run.js';

const root = fileURLToPath(new URL('../../../', import.meta.url));
const program = join(root, 'apps/cli/bin/howdah.js');

interface Ended {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

interface Given {
  readonly stdin?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** stdout is a terminal of so many columns. */
  readonly columns?: number;
  readonly signal?: AbortSignal;
}

/** A broker with a database of its own, and the command line. */
export interface CliBench {
  readonly url: string;
  readonly databaseUrl: string;
  /** A directory for whatever a test writes; the contexts are there. */
  readonly directory: string;
  /** Runs it in this process. */
  cli(words: readonly string[], given?: Given): Promise<Ended>;
  /** The answer as JSON. Throws when the exit code is not 0. */
  json<T>(...words: string[]): Promise<T>;
  /** Runs a line of bash, with `howdah` as a program. */
  bash(line: string, env?: Readonly<Record<string, string>>): Promise<Ended>;
  stop(): Promise<void>;
}

export async function startCliBench(): Promise<CliBench> {
  await build();
  const directory = await mkdtemp(join(tmpdir(), 'howdah-cli-'));
  const database = await createDatabase();
  const broker = await startBroker(database.url);
  await symlink(program, join(directory, 'howdah'));
  const env = { HOWDAH_URL: broker.url, HOWDAH_CONTEXTS: join(directory, 'contexts.json'), HOME: directory };
  const path = [directory, process.env['PATH']].join(delimiter);
  const cli: CliBench['cli'] = (words, given = {}) => runHere(words, { ...given, env: { ...env, ...given.env } });
  return {
    ...{ url: broker.url, databaseUrl: database.url, directory, cli },
    json: async (...words) => {
      const { code, stdout, stderr } = await cli([...words, '-o', 'json']);
      if (code !== 0) throw new Error(`howdah ${words.join(' ')} ended with ${code}:\n${stderr}`);
      return JSON.parse(stdout) as never;
    },
    bash: (line, more) => runBash(line, { ...env, PATH: path, ...more }),
    stop: async () => {
      await broker.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function build(): Promise<void> {
  const words = ['node_modules/typescript/bin/tsc', '-b', 'apps/broker', 'apps/cli'];
  await promisify(execFile)(process.execPath, words, { cwd: root }).catch(({ stdout }: { stdout: string }) =>
    Promise.reject(new Error(`it does not compile:\n${stdout}`)),
  );
}

async function startBroker(databaseUrl: string): Promise<{ url: string; stop: () => Promise<void> }> {
  const child = spawn(process.execPath, [join(root, 'apps/broker/dist/main.js')], {
    env: {
      PATH: process.env['PATH'],
      HOWDAH_HTTP_PORT: '0',
      HOWDAH_AMQP_PORT: 'off',
      HOWDAH_LOG_LEVEL: 'error',
      HOWDAH_DATABASE_URL: databaseUrl,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(child, 'close');
  let output = '';
  const url = await new Promise<string>((resolve, reject) => {
    exited.then(() => reject(new Error(`the broker ended:\n${output}`)), reject);
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      output += text;
      const found = /API +(http\S+)\/v1\n[^]*Ctrl-C/.exec(output)?.[1];
      if (found !== undefined) resolve(found);
    });
  });
  return { url, stop: async () => void (child.kill('SIGTERM'), await exited) };
}

async function runHere(words: readonly string[], { stdin = '', env = {}, columns, signal }: Given): Promise<Ended> {
  const stdout = collector(columns);
  const stderr = collector(undefined);
  const input = new PassThrough();
  input.end(stdin);
  const io: Io = { stdin: input, stdout, stderr, env, signal: signal ?? new AbortController().signal };
  const code = await run(words, io);
  return { code, stdout: stdout.text(), stderr: stderr.text() };
}

function collector(columns: number | undefined) {
  const parts: Buffer[] = [];
  const stream = new Writable({
    write: (part: Buffer, _, done) => {
      parts.push(part);
      done();
    },
  });
  const terminal = columns === undefined ? {} : { isTTY: true, columns, rows: 24 };
  return Object.assign(stream, terminal, { text: () => Buffer.concat(parts).toString() });
}

async function runBash(line: string, env: Readonly<Record<string, string | undefined>>): Promise<Ended> {
  const child = spawn('bash', ['-o', 'pipefail', '-c', line], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const output = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (output.stderr += text));
  const [code] = (await once(child, 'close')) as [number];
  return { code, ...output };
}
