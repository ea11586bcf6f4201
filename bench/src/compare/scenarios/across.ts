import { carry } from '../carry.js';
import { cpu, endToEnd, messagesPerSecond } from '../figures.js';
import type { Case, Scenario } from '../scenario.js';
import { usualLoad, type Load } from '../traffic.js';

const load: Load = { ...usualLoad, publishers: 1, consumers: 1 };

/** What it takes to be told by another broker. */
export const across: Scenario = {
  name: 'across',
  title: 'Published over one broker, consumed over another, 1 KiB, 1 + 1 clients',
  peers: ['howdah', 'howdah-two'],
  comparison: { title: 'two brokers / one', one: 'howdah-two', others: ['howdah'] },
  cases: [
    ...[100, 1_000].map((rate): Case => ({
      name: `${rate.toLocaleString('en')} messages/s`,
      measure: (bench) => carry(bench, { ...load, rate }),
    })),
    { name: 'as many as go through', measure: (bench) => carry(bench, load) },
  ],
  figures: [...endToEnd, messagesPerSecond, ...cpu],
};
