import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { settled, SteppedWorld } from '../../test/stepped-world.js';

type Step =
  | readonly [kind: 'begin' | 'end', lane: 0 | 1, count: number]
  | readonly ['execute' | 'answer' | 'ring' | 'wake' | 'returns' | 'pause' | 'resume' | 'join']
  | readonly ['ack' | 'nack' | 'cut', number];

const anyLane = fc.constantFrom(0 as const, 1 as const);
const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.tuple(fc.constant('begin' as const), anyLane, fc.integer({ min: 1, max: 6 })),
  fc.tuple(fc.constant('end' as const), anyLane, fc.constant(0)),
  fc.constantFrom<Step>(['execute'], ['answer'], ['ring'], ['wake'], ['returns'], ['pause'], ['resume'], ['join']),
  fc.tuple(fc.constantFrom('ack' as const, 'ack' as const, 'nack' as const, 'cut' as const), fc.integer({ min: 1, max: 6 })),
);

function take(world: SteppedWorld, step: Step): void {
  switch (step[0]) {
    case 'begin':
      return world.beginFlush(step[1], step[2]);
    case 'end':
      return world.endFlush(step[1]);
    case 'execute':
      return world.executeClaim();
    case 'cut':
      return world.executeClaim(step[1]);
    case 'answer':
      return world.answerClaim();
    case 'ring':
      return world.ring();
    case 'wake':
      return world.pump.wake();
    case 'returns':
      return world.endReturns();
    case 'pause':
      return world.pause(true);
    case 'resume':
      return world.pause(false);
    case 'join':
      return world.pump.add(world.join().slot);
    case 'ack':
      return world.ack(step[1]);
    case 'nack':
      return world.nack(step[1]);
  }
}

/** Each once, as they came first. */
const seqsOf = (world: SteppedWorld) => [...new Set(world.deliveries.map(({ seq }) => seq))];
const seqsOfLane = (world: SteppedWorld, lane: number) => {
  const ofLane = world.deliveries.filter(({ message }) => message.routingKey === String(lane)).map(({ seq }) => seq);
  return [...new Set(ofLane)];
};

describe('QueuePump', () => {
  it('hands over from memory once a claim has found the queue empty', async () => {
    const world = new SteppedWorld(10);
    world.pump.add(world.slot);
    await world.comeToRest();
    const claims = world.claimCalls;
    world.beginFlush(0, 3);
    world.endFlush(0);
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(world.claimCalls).toBe(claims);
  });

  it('keeps for its first consumer what is published before the first claim has ended', async () => {
    // More than a claim takes.
    const world = new SteppedWorld(2_000);
    world.pump.add(world.slot);
    await settled();
    world.executeClaim();
    world.beginFlush(0, 3);
    world.endFlush(0);
    world.answerClaim();
    await settled();
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    expect(world.claimCalls).toBe(1);
  });

  it('gives the first consumer of a backlog as much as it takes, in one claim', async () => {
    const world = new SteppedWorld(3);
    world.beginFlush(0, 5);
    world.endFlush(0);
    world.pump.add(world.slot);
    await settled();
    world.executeClaim();
    world.answerClaim();
    await settled();
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
  });

  it('gives to a second consumer nothing of what the first one takes of a backlog, though it came before the claim was answered', async () => {
    const world = new SteppedWorld(3);
    const second = world.join();
    world.beginFlush(0, 5);
    world.endFlush(0);
    world.pump.add(world.slot);
    world.pump.add(second.slot);
    await settled();
    world.executeClaim();
    world.answerClaim();
    await settled();
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3]);
    await world.comeToRest();
    expect(second.deliveries[0]?.seq).toBe(4);
  });

  it('shares with a second consumer what is published after it came, though the first claim was not answered yet', async () => {
    const world = new SteppedWorld(2_000);
    const second = world.join();
    world.pump.add(world.slot);
    await settled();
    world.executeClaim();
    world.pump.add(second.slot);
    world.beginFlush(0, 4);
    world.endFlush(0);
    world.answerClaim();
    await settled();
    expect(second.deliveries).toHaveLength(2);
    expect(world.deliveries).toHaveLength(4);
  });

  it('serves a consumer that came during the first claim when the one before it has gone', async () => {
    const world = new SteppedWorld(3);
    const second = world.join();
    world.beginFlush(0, 2);
    world.endFlush(0);
    world.pump.add(world.slot);
    world.pump.add(second.slot);
    world.pump.remove(world.slot);
    await world.comeToRest();
    expect(second.deliveries.map(({ seq }) => seq)).toEqual([1, 2]);
  });

  it('goes back to handing over from memory while commits never pause', async () => {
    const world = new SteppedWorld(20);
    world.pump.add(world.slot);
    for (let round = 0; round < 20; round++) {
      world.beginFlush((round % 2) as 0 | 1, 2);
      world.executeClaim();
      world.answerClaim();
      await settled();
      world.endFlush(((round + 1) % 2) as 0 | 1);
      world.ack(world.unacked.length);
    }
    const claims = world.claimCalls;
    world.endFlush(0);
    world.endFlush(1);
    world.beginFlush(0, 2);
    world.endFlush(0);
    expect(world.claimCalls).toBe(claims);
    expect(world.deliveries).toHaveLength(world.published);
  });

  it('hands out nothing while it is paused: neither what a claim under way brings nor what was born leased', async () => {
    const world = new SteppedWorld(10);
    world.beginFlush(0, 3);
    world.endFlush(0);
    world.pump.add(world.slot);
    await settled();
    world.executeClaim();
    world.beginFlush(1, 2);
    world.pause(true);
    world.answerClaim();
    world.endFlush(1);
    await world.comeToRest();
    expect(world.deliveries).toEqual([]);
    world.pause(false);
    await world.comeToRest();
    expect(world.deliveries.map(({ seq }) => seq)).toEqual([1, 2, 3, 4, 5]);
  });

  it('never delivers beyond the capacity of its consumers', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 10 }), fc.array(anyStep, { maxLength: 80 }), async (capacity, steps) => {
        const world = new SteppedWorld(capacity, 1);
        world.pump.add(world.slot);
        for (const step of steps) {
          take(world, step);
          await settled();
          expect(world.unacked.length).toBeLessThanOrEqual(capacity);
        }
      }),
    );
  });

  it('delivers every message once and those of one lane in order, however commits, claims and acknowledgments interleave', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.integer({ min: 1, max: 12 }),
        fc.constantFrom(null, 1, 20),
        fc.array(anyStep, { maxLength: 120, size: 'max' }),
        async (capacity, readsAheadFrom, steps) => {
          const world = new SteppedWorld(capacity, readsAheadFrom);
          world.pump.add(world.slot);
          for (const step of steps) {
            take(world, step);
            await settled();
          }
          world.pause(false);
          await world.comeToRest();
          expect(seqsOf(world)).toHaveLength(world.published);
          expect(world.deliveries).toHaveLength(world.published + world.returned);
          for (const lane of [0, 1]) expect(seqsOfLane(world, lane)).toEqual([...seqsOfLane(world, lane)].sort((a, b) => a - b));
        },
      ),
      { numRuns: 400 },
    );
  });
});
