import { readOptions, type Options } from './options.js';
import { startOwnBroker } from './own-broker.js';
import { run } from './run.js';
import { Screen } from './screen.js';

process.exit(await main());

async function main(): Promise<number> {
  const interruption = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => interruption.abort(new Error(`ended by ${name}`)));
  try {
    const options = readOptions(process.env);
    return options === undefined || (await demonstrate(options, interruption.signal)) ? 0 : 1;
  } catch (error) {
    const reason = (interruption.signal.aborted ? interruption.signal.reason : error) as Error;
    process.stderr.write(`The demo ends: ${reason.message}\n`);
    return 1;
  }
}

async function demonstrate(options: Options, signal: AbortSignal): Promise<boolean> {
  const screen = new Screen(process.stdout);
  if (options.url !== undefined) return run(options.url, options, screen, signal);
  screen.say('starting a broker whose data is thrown away; HOWDAH_URL names a running one instead');
  const broker = await startOwnBroker(signal);
  try {
    return await run(broker.url, options, screen, signal);
  } finally {
    await broker.stop();
  }
}
