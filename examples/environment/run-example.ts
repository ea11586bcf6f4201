import { openEnvironment, type Environment } from './environment.js';
import { UsageError } from './usage-error.js';

/** Runs an example and ends the process: with 0 when it adds up, with 1 when it does not or was interrupted. */
export async function runExample(example: (environment: Environment) => Promise<boolean>): Promise<never> {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort(new Error(`ended by ${name}`)));
  const code = await run(example, interruption.signal);
  // After a failure the services that it has started still run: they end with the signal.
  interruption.abort();
  process.exit(code);
}

async function run(example: (environment: Environment) => Promise<boolean>, signal: AbortSignal): Promise<0 | 1> {
  try {
    const { environment, close } = await openEnvironment(process.env, signal);
    try {
      return (await example(environment)) ? 0 : 1;
    } finally {
      await close();
    }
  } catch (error) {
    const cause: unknown = signal.aborted ? signal.reason : error;
    console.error(signal.aborted || cause instanceof UsageError ? (cause as Error).message : cause);
    return 1;
  }
}
