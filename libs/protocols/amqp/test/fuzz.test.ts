import { describe, expect, it } from 'vitest';
import { fuzz } from './fuzz/fuzzer.js';
import { judge } from './fuzz/judge.js';
import { mutate } from './fuzz/mutations.js';
import { Random } from './fuzz/random.js';
import { channelFrames, handshakeFrames } from './fuzz/seeds.js';

const frames = 10_000;
/** Far above what is needed, far below what a leak of each frame or an announced length that is believed would take. */
const moreBytesMax = 512 * 2 ** 20;

describe('damaged conversations', () => {
  // A failure names its seed and case: npm run fuzz:amqp -- --seed N --case N repeats it.
  const seed = Math.floor(Math.random() * 2 ** 32);

  it(`never make the decoder fail in another way than it should (${frames} frames, seed ${seed})`, () => {
    const random = new Random(seed);
    let judged = 0;
    let refused = 0;
    while (judged < frames) {
      const mutated = mutate(random.chance(0.1) ? handshakeFrames() : channelFrames(random), random);
      const { isBroken, refusals } = judge(Buffer.concat(mutated), random.pick([4_096, 131_072]));
      judged += mutated.length;
      if (isBroken || refusals.length > 0) refused++;
    }
    expect(refused).toBeGreaterThan(50);
  });

  it(`end as the specification allows, and harm nobody else (${frames} frames, seed ${seed})`, async () => {
    const before = process.memoryUsage.rss();
    const { ends, connections } = await fuzz({ seed, frames });
    const kinds = new Set([...ends.keys()].map((end) => end.split(' ')[0]));
    for (const kind of ['channel', 'connection', 'handshake', 'cut']) expect(kinds).toContain(kind);
    expect(ends.get('goes on')).toBeGreaterThan(connections / 20);
    expect(process.memoryUsage.rss() - before).toBeLessThan(moreBytesMax);
  });
});
