import { measure, mediansOf, type Sample } from '../measure.js';
import { table, thousands } from '../table.js';
import type { Databases } from './databases.js';
import { openCorePath } from './core-path.js';

const sizes = [
  { name: '1 KiB', bytes: 1024, messages: 200_000 },
  { name: '100 B', bytes: 100, messages: 300_000 },
];

/** The whole broker but for a wire protocol, with fsync. */
export async function coreCase(postgresPid: number, databases: Databases, rounds: number): Promise<void> {
  const core = await openCorePath(await databases.create('core'));
  const samples = sizes.map((): Sample[] => []);
  for (let round = 0; round <= rounds; round++) {
    for (const [i, { bytes, messages }] of sizes.entries()) {
      const sample = await measure(postgresPid, messages, () => core.run(messages, bytes));
      // The first round warms up both processes.
      if (round > 0) samples[i]!.push(sample);
    }
  }
  await core.close();
  console.log(`\nThrough the core: publish → deliver from memory → ack (medians of ${rounds} rounds)\n`);
  console.log(
    table(
      ['size', 'messages/s', 'Postgres µs', 'Node µs'],
      sizes.map(({ name }, i) => {
        const figures = mediansOf(samples[i]!);
        return [name, thousands(figures.rate), figures.postgresCpu.toFixed(1), figures.nodeCpu.toFixed(1)];
      }),
    ),
  );
}
