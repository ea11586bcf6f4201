import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { findClockShifter } from '../stage/packages.js';
import type { Nemesis } from './nemesis.js';

/** One broker's clock jumps forward, back behind the others', and home; the monotonic clock goes on as it is. */
export const clockSkew: Nemesis = {
  name: 'clock-skew',
  title: 'A broker whose clock jumps by hours',
  hindrance: () => void findClockShifter(),
  async strike({ stage: { brokers, folder }, random, last, begins }) {
    const broker = random.pick(brokers);
    const file = join(folder, `${broker.name}.clock`);
    await writeFile(file, '+0');
    await broker.end();
    await broker.start({
      env: {
        LD_PRELOAD: findClockShifter(),
        FAKETIME_TIMESTAMP_FILE: file,
        FAKETIME_CACHE_DURATION: '1',
        FAKETIME_DONT_FAKE_MONOTONIC: '1',
        FAKETIME_DONT_RESET: '1',
      },
    });
    begins();
    for (const sign of ['+', '-']) {
      await writeFile(file, `${sign}${Math.round(random.between(1, 5))}h`);
      await last(3, 6);
    }
    await broker.end();
    await broker.start();
  },
};
