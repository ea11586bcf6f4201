import { describe, expect, it } from 'vitest';
import { frameType } from '../spec/constants.js';
import { EarlyFrames } from './early-frames.js';

describe('frames that come before a connection is open', () => {
  it('are done in their order, once', () => {
    const early = new EarlyFrames();
    const bytes = Buffer.from('abc');
    early.keep(frameType.method, 1, bytes, 0, 1);
    early.keep(frameType.body, 2, bytes, 1, 3);
    const done: unknown[] = [];
    const handle = (...frame: unknown[]): void => void done.push(frame);
    early.replay(handle);
    early.replay(handle);
    expect(done).toEqual([
      [frameType.method, 1, bytes, 0, 1],
      [frameType.body, 2, bytes, 1, 3],
    ]);
  });

  it('are too many when they have more than a megabyte', () => {
    const early = new EarlyFrames();
    const bytes = Buffer.alloc(128 * 1024);
    for (let n = 0; n < 7; n++) early.keep(frameType.body, 1, bytes, 0, bytes.length);
    expect(() => early.keep(frameType.body, 1, bytes, 0, bytes.length)).toThrow(
      expect.objectContaining({ reply: 'RESOURCE_ERROR' }),
    );
  });
});
