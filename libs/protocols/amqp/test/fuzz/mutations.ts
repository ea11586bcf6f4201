import { frameType } from '../../src/spec/constants.js';
import { anyMethodFrame, anyProperties, anyPublish, anyTableBytes, contentHeader, frameOf } from './random-frames.js';
import type { Random } from './random.js';

/** Damages a conversation in its own way, in place. */
type Mutation = (frames: Buffer[], random: Random) => void;

const headBytes = 7;
const hugeNumbers = [0, 1, 0x7f_ff_ff_ff, 0x80_00_00_00, 0xff_ff_ff_ff, 0x10_00_00, 4_096, 65_536];

/** Replaces one frame by what `change` makes of a copy of it. */
const changed =
  (change: (frame: Buffer, random: Random) => Buffer | Buffer[]): Mutation =>
  (frames, random) => {
    const at = random.below(frames.length);
    // What an earlier mutation left of it.
    if (frames[at]!.length <= headBytes) return;
    frames.splice(at, 1, ...[change(Buffer.from(frames[at]!), random)].flat());
  };

const inserted =
  (make: (random: Random) => Buffer | Buffer[]): Mutation =>
  (frames, random) => {
    let at = random.below(frames.length + 1);
    // Mostly not into a message, which would end the connection.
    while (random.chance(0.95) && [frameType.header, frameType.body].some((type) => frames[at]?.[0] === type)) at++;
    frames.splice(at, 0, ...[make(random)].flat());
  };

/** Where the payload's bytes are; the frame's start when it has none. */
const inPayload = (frame: Buffer, random: Random, bytes: number): number =>
  frame.length >= headBytes + 1 + bytes ? headBytes + random.below(frame.length - headBytes - bytes) : 0;

/** Of bytes: often the end of a connection. */
const damages: readonly Mutation[] = [
  // A bit anywhere: type, channel, size and end, too.
  changed((frame, random) => {
    for (let times = 1 + random.below(3); times > 0; times--) frame[random.below(frame.length)]! ^= 1 << random.below(8);
    return frame;
  }),
  // An octet of the payload: the frame stays whole.
  changed((frame, random) => {
    if (frame.length > headBytes + 1) frame[inPayload(frame, random, 1)] = random.below(256);
    return frame;
  }),
  // A run of octets that are no text.
  changed((frame, random) => {
    const start = inPayload(frame, random, 1);
    return start === 0
      ? frame
      : frame.fill(random.pick([0, 0x80, 0xff]), start, Math.min(frame.length - 1, start + random.below(200)));
  }),
  // Cut, and whatever comes next is taken for the rest of it.
  changed((frame, random) => (random.chance(0.3) ? frame.subarray(0, random.below(frame.length)) : frame)),
  // The last one ends too early.
  (frames, random) => {
    const last = frames.pop();
    if (last !== undefined) frames.push(last.subarray(0, random.below(last.length + 1)));
  },
  // Cut, with a size that fits.
  changed((frame, random) =>
    frameOf(frame[0]!, frame.readUInt16BE(1), frame.subarray(headBytes, headBytes + random.below(frame.length - headBytes))),
  ),
  // Longer than it says inside.
  changed((frame, random) =>
    frameOf(frame[0]!, frame.readUInt16BE(1), Buffer.concat([frame.subarray(headBytes, -1), random.bytes(1 + random.below(9))])),
  ),
  // Another size.
  changed((frame, random) => {
    const size = frame.length - headBytes - 1;
    if (random.chance(0.3)) frame.writeUInt32BE(random.pick([size + 1, Math.max(0, size - 1), ...hugeNumbers]), 3);
    return frame;
  }),
  // A huge length inside.
  changed((frame, random) => {
    if (frame.length > headBytes + 5) frame.writeUInt32BE(random.pick(hugeNumbers), inPayload(frame, random, 4));
    return frame;
  }),
  changed((frame, random) => {
    frame.writeUInt16BE(random.pick([0, 1, 2, 2_047, 2_048, 65_535]), 1);
    return frame;
  }),
  inserted((random) => frameOf(random.pick([1, 2, 3, 8, random.below(256)]), random.below(3), random.bytes(random.below(60)))),
  // Headers of all kinds, with or without a publish in front.
  inserted((random) => {
    const bodyBytes = random.pick([0, 1, 2 ** 21, Number.MAX_SAFE_INTEGER]);
    return frameOf(frameType.header, 1, Buffer.concat([contentHeader(bodyBytes), anyProperties(random)]));
  }),
  // A declaration with arguments that may be none.
  inserted((random) => {
    const named = Buffer.from('\0\x32\0\x0a\0\0\x07fixture\x00', 'latin1');
    return frameOf(frameType.method, 1, Buffer.concat([named, anyTableBytes(random)]));
  }),
  // Nobody must answer a heartbeat.
  inserted((random) => frameOf(frameType.heartbeat, random.chance(0.9) ? 0 : 1, Buffer.alloc(0))),
];

/** Of what is said and when: often the connection goes on. */
const surprises: readonly Mutation[] = [
  changed((frame, random) => Array.from({ length: 2 + random.below(4) }, () => frame)),
  changed(() => []),
  // Another order.
  (frames, random) => {
    const [one, other] = [random.below(frames.length), random.below(frames.length)];
    [frames[one], frames[other]] = [frames[other]!, frames[one]!];
  },
  inserted((random) => anyMethodFrame(random, 1)),
  inserted((random) => anyMethodFrame(random, 1)),
  inserted((random) => anyPublish(random, 1)),
];

/** A damaged copy; never empty. */
export function mutate(frames: readonly Buffer[], random: Random): Buffer[] {
  const mutated = [...frames];
  const mutations = random.chance(0.5) ? surprises : [...surprises, ...damages];
  for (let times = 1 + random.below(8); times > 0; times--) {
    if (mutated.length === 0) mutated.push(anyMethodFrame(random, 1));
    random.pick(mutations)(mutated, random);
  }
  return mutated.length > 0 ? mutated : [anyMethodFrame(random, 1)];
}
