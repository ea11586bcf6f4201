import { expect } from 'vitest';
import type { ReplyName } from '../../src/spec/constants.js';
import { methods, type MethodName } from '../../src/spec/methods.js';
import type { TestChannel } from './test-channel.js';

/** The names in refusals. */
export const q = `queue 'q' in vhost '/'`;
export const x = `exchange 'x' in vhost '/'`;

/** The channel is closed for what `failing` sends, at that method, and can be opened again. */
export async function expectRefusal(
  channel: TestChannel,
  failing: () => void,
  method: MethodName,
  reply: ReplyName,
  text: string,
): Promise<void> {
  failing();
  const close = await channel.closed(reply, text);
  expect([close.classId, close.methodId]).toEqual([methods[method].classId, methods[method].methodId]);
  await channel.open();
}
