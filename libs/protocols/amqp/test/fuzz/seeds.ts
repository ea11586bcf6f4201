import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameType, protocolHeader } from '../../src/spec/constants.js';
import { readConversations } from '../support/conversation.js';
import { loginFrames } from './fuzz-client.js';
import { anyMethodFrame, anyPublish } from './random-frames.js';
import type { Random } from './random.js';

const folder = join(import.meta.dirname, '../fixtures');
const connectionClass = 10;
const channelClass = 20;

/** What the recorded clients said on their channels, from opening to closing them. */
const recorded: readonly Buffer[] = readdirSync(folder)
  .filter((file) => file.endsWith('.txt'))
  .flatMap((file) => readConversations(readFileSync(join(folder, file), 'utf8')))
  .flat()
  .flatMap(({ side, bytes }) => (side === 'client' && isOfChannel(bytes) ? [onChannelOne(bytes)] : []));

function isOfChannel(frame: Buffer): boolean {
  if (frame.equals(protocolHeader)) return false;
  return frame[0] !== frameType.method || ![connectionClass, channelClass].includes(frame.readUInt16BE(7));
}

function onChannelOne(frame: Buffer): Buffer {
  const copy = Buffer.from(frame);
  copy.writeUInt16BE(1, 1);
  return copy;
}

const framesMax = 30;

/** A few frames that clients sent one after the other, or as they might have. */
export function channelFrames(random: Random): Buffer[] {
  const count = 1 + random.below(framesMax);
  if (random.chance(0.3)) return Array.from({ length: count }, () => anyWork(random)).flat();
  let start = random.below(recorded.length);
  // Not in the middle of a message.
  while (recorded[start]![0] !== frameType.method) start--;
  return recorded.slice(start, start + count);
}

const anyWork = (random: Random): Buffer[] => (random.chance(0.4) ? anyPublish(random, 1) : [anyMethodFrame(random, 1)]);

/** From the protocol header to open. */
export const handshakeFrames = (): Buffer[] => [protocolHeader, ...loginFrames()];
