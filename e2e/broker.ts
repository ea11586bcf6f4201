import { onTestFinished } from 'vitest';
import { startProgram, type AtEnd, type Program } from './program.js';

export interface Broker extends Program {
  readonly url: string;
}

/** The broker as `npm start` runs it, on any free port unless the variables say which. Resolves when it serves. */
export async function startBroker(variables: Readonly<Record<string, string>>, atEnd: AtEnd = onTestFinished): Promise<Broker> {
  atEnd(async () => endPostgres(program.output()));
  const settings = {
    HOWDAH_HTTP_PORT: '0',
    HOWDAH_AMQP_PORT: '0',
    HOWDAH_LOG_LEVEL: 'warn',
    HOWDAH_EMBEDDED: 'single',
    ...variables,
  };
  const program = startProgram('apps/broker/dist/main.js', settings, [], atEnd);
  const url = await program.printed((output) => /API +(http\S+)\/v1\n[^]*Ctrl-C stops it/.exec(output)?.[1]);
  return { ...program, url };
}

/** A broker that was killed leaves its embedded Postgres behind; normally the next start took it over. */
function endPostgres(output: string): void {
  for (const [, pid] of output.matchAll(/runs on port \d+ \(process (\d+)\)/g)) {
    try {
      process.kill(Number(pid), 'SIGKILL');
    } catch {
      // It has gone already.
    }
  }
}
