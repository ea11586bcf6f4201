import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../environment/environment.js';
import { printed } from '../environment/printed.js';

const program = fileURLToPath(new URL('ledger.ts', import.meta.url));

/** Two processes of the ledger, the second of which stands by. */
export class LedgerProcesses {
  readonly #children: ChildProcess[] = [];

  constructor(private readonly environment: Environment) {}

  async start(): Promise<void> {
    const { amqpUrl, databaseUrl, signal } = this.environment;
    for (let i = 0; i < 2; i++) {
      const env = { ...process.env, AMQP_URL: amqpUrl, DATABASE_URL: databaseUrl };
      const child = fork(program, { env, silent: true });
      child.stderr!.pipe(process.stderr);
      this.#children.push(child);
      await printed(child, /is ready/, signal);
    }
  }

  async kill(pid: number): Promise<void> {
    const child = this.#children.find((one) => one.pid === pid);
    if (child === undefined) throw new Error(`process ${pid} is none of the ledger`);
    child.kill('SIGKILL');
    await once(child, 'exit');
  }

  /** Those that are left. Resolves when they have ended. */
  async stop(): Promise<void> {
    const left = this.#children.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(left.map((child) => (child.kill('SIGTERM'), once(child, 'exit'))));
  }
}
