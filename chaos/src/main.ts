// npm run chaos: faults under load, and a check of what clients have seen.
import { nemeses } from './nemeses/all.js';
import { readOptions, usage } from './options.js';
import { run } from './run.js';

const given = process.argv.slice(2);

// Clients of a round that was given up would go on.
process.exit(
  await main().catch((error: unknown) => {
    console.error((error as Error).message);
    return 2;
  }),
);

/** Resolves with the code to exit with: 1 when clients have seen what they must not. */
async function main(): Promise<number> {
  const options = readOptions(given);
  if (options.help) console.log(usage);
  else if (options.list) console.log(nemeses.map(({ name, title }) => `${name.padEnd(24)}${title}`).join('\n'));
  else return (await run(options, given)) ? 0 : 1;
  return 0;
}
