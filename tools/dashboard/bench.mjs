import { parseArgs } from 'node:util';
import { startThrowawayBroker } from './broker.mjs';
import { fill } from './bench-fill.mjs';
import { measureLists } from './bench-lists.mjs';
import { measurePages } from './bench-pages.mjs';

// What docs/benchmarks.md says of the dashboard, and whether it is within the budget. Exit code 1: it is not.
//   npm run bench:dashboard -- --queues 10000 --messages 1000000
const { values } = parseArgs({
  options: { queues: { type: 'string', default: '10000' }, messages: { type: 'string', default: '1000000' } },
});
const [queues, messages] = [Number(values.queues), Number(values.messages)];

const broker = await startThrowawayBroker({ HOWDAH_EMBEDDED: 'single' });
try {
  console.log(`filling ${queues} queues with ${messages} messages in all`);
  await fill(broker, { queues, messages });
  const figures = [...(await measurePages(broker)), ...(await measureLists(broker))];
  for (const { what, value, unit, budget = Infinity } of figures)
    console.log(
      `${value <= budget ? ' ok ' : 'OVER'}  ${what.padEnd(62)} ${String(value).padStart(8)} ${unit} (${budget === Infinity ? 'no budget' : `budget ${budget}`})`,
    );
  process.exitCode = figures.every(({ value, budget = Infinity }) => value <= budget) ? 0 : 1;
} finally {
  await broker.stop();
}
