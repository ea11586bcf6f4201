import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameReader } from '../codec/frame-reader.js';
import { FrameWriter } from '../codec/frame-writer.js';
import { decodeMethod } from '../codec/method-codec.js';
import { Slab } from '../codec/slab.js';
import type { Wire } from '../connection/wire.js';
import { Confirms } from './confirms.js';

/** What a client that follows the specification understands. */
class Client {
  readonly verdicts = new Map<number, 'ack' | 'nack'>();
  #acked = 0;

  read(pieces: readonly Buffer[]): void {
    const reader = new FrameReader(1_000, (_type, _channel, bytes, start, end) => this.#method(bytes, start, end));
    for (const piece of pieces) reader.push(piece);
  }

  #method(bytes: Buffer, start: number, end: number): void {
    const method = decodeMethod(bytes, start, end);
    if (method.name !== 'basic.ack' && method.name !== 'basic.nack') throw new Error(`unexpected ${method.name}`);
    const from = method.multiple ? this.#acked + 1 : method.deliveryTag;
    for (let number = from; number <= method.deliveryTag; number++) {
      if (this.verdicts.has(number)) throw new Error(`${number} was told twice`);
      this.verdicts.set(number, method.name === 'basic.ack' ? 'ack' : 'nack');
    }
    this.#acked = method.deliveryTag;
  }
}

describe('publisher confirms', () => {
  it('tell every number once and rightly, in whatever order the store answers', () => {
    const plan = fc.integer({ min: 1, max: 40 }).chain((count) =>
      fc.record({
        order: fc.shuffledSubarray(
          Array.from({ length: count }, (_, i) => i + 1),
          { minLength: count, maxLength: count },
        ),
        nacked: fc.uniqueArray(fc.integer({ min: 1, max: count })),
        flushAfter: fc.uniqueArray(fc.integer({ min: 1, max: count })),
      }),
    );
    fc.assert(
      fc.property(plan, ({ order, nacked, flushAfter }) => {
        const frames = new FrameWriter(new Slab());
        const client = new Client();
        const confirms = new Confirms(1, { writeLate: () => undefined } as unknown as Wire);
        const flush = (): void => {
          confirms.writeLate(frames);
          client.read(frames.take());
        };
        for (const number of order.toSorted((one, other) => one - other)) expect(confirms.number()).toBe(number);
        order.forEach((number, index) => {
          confirms.settle(number, nacked.includes(number) ? 'nack' : 'ack');
          if (flushAfter.includes(index + 1)) flush();
        });
        flush();
        const expected = order.map((number) => [number, nacked.includes(number) ? 'nack' : 'ack'] as const);
        expect(client.verdicts).toEqual(new Map(expected));
      }),
    );
  });
});
