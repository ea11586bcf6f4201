import cluster from 'node:cluster';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import { ClosingStack } from './closing-stack.js';
import type { Config } from './config.js';
import { Lifetime } from './lifetime.js';
import { coreLog, createLogger } from './log.js';
import { Progress } from './progress.js';
import { start } from './start.js';
import { explain } from './startup-error.js';
import { onStopSignals } from './stop-signals.js';
import { startWorkers } from './workers/start-workers.js';

/** After a failure nothing can be relied on, closing neither. */
const closeMsMaxAfterFailure = 10_000;

/** One run of the broker, of several under a supervisor, or of that: start, serve, stop. Resolves with the exit code when everything is closed. */
export async function serve(config: Config, warnings: readonly string[], version: string): Promise<0 | 1> {
  const logger = createLogger(config.logLevel);
  // Its supervisor speaks for it.
  const progress = new Progress((text) => cluster.isPrimary && process.stdout.write(text));
  const lifetime = new Lifetime((reason) => process.stderr.write(`\nHowdah stops. ${reason}\n`));
  const closing = new ClosingStack();
  endOnSignals(lifetime, progress);
  endOnUncaught(lifetime, logger);

  progress.print(`Howdah ${version}`);
  if (cluster.isPrimary) for (const warning of warnings) logger.warn(warning);
  try {
    const run = cluster.isPrimary && config.workers > 1 ? startWorkers : start;
    await run({ config, version, log: coreLog(logger), progress, closing, lifetime });
    await lifetime.ended();
  } catch (error) {
    failStart(lifetime, logger, error);
  }
  await close(closing, lifetime, logger);
  progress.print('stopped');
  return lifetime.exitCode;
}

function failStart(lifetime: Lifetime, logger: Logger, error: unknown): void {
  if (lifetime.stopping.aborted) return;
  const explanation = explain(error);
  if (explanation === undefined) logger.fatal({ error }, 'the start failed unexpectedly');
  lifetime.fail(explanation ?? `It could not start, and did not expect this: ${String(error)}. The log has more.`);
}

async function close(closing: ClosingStack, lifetime: Lifetime, logger: Logger): Promise<void> {
  const closed = closing.closeAll((name, error) => logger.error({ error }, `closing failed: ${name}`));
  await (lifetime.exitCode === 0 ? closed : Promise.race([closed, sleep(closeMsMaxAfterFailure)]));
}

function endOnSignals(lifetime: Lifetime, progress: Progress): void {
  const stop = (): void => {
    progress.print('\nstopping; once more, after a second, ends it at once');
    lifetime.stop();
  };
  onStopSignals(stop, () => lifetime.force());
  // Nobody reads any more, as when a terminal was closed: no reason not to stop in order.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
}

function endOnUncaught(lifetime: Lifetime, logger: Logger): void {
  process.on('uncaughtException', (error, origin) => {
    logger.fatal({ error, origin }, 'nobody caught an error');
    lifetime.fail('It ran into an error of its own; the log has it.');
  });
}
