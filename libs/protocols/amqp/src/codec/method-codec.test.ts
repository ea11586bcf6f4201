import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyMethod, shortText } from '../../test/support/method-arbitraries.js';
import { AmqpError } from '../amqp-error.js';
import { decodeMethod, encodeMethod } from './method-codec.js';
import { isPublish, PublishReader, readPublish } from './read-publish.js';

describe('the method codec', () => {
  it('reads back every method that it writes, wherever it stands', () => {
    fc.assert(
      fc.property(anyMethod, fc.nat(9), fc.nat(9), (method, before, after) => {
        const payload = encodeMethod(method.name, method);
        const bytes = Buffer.concat([Buffer.alloc(before, 1), payload, Buffer.alloc(after, 1)]);
        expect(decodeMethod(bytes, before, before + payload.length)).toEqual(method);
      }),
      { numRuns: 2_000 },
    );
  });

  it('reads a publish on the short way as on the long one', () => {
    fc.assert(
      fc.property(shortText, shortText, fc.boolean(), fc.boolean(), (exchange, routingKey, mandatory, immediate) => {
        const payload = encodeMethod('basic.publish', { exchange, routingKey, mandatory, immediate });
        expect(isPublish(payload, 0, payload.length)).toBe(true);
        expect(readPublish(payload, 0, payload.length)).toEqual({ exchange, routingKey, mandatory, immediate });
      }),
    );
  });

  it('reads each publish of a channel for itself, like the one before or not', () => {
    const name = fc.constantFrom('', 'a', 'b', 'ab');
    const publish = fc.record({ exchange: name, routingKey: name, mandatory: fc.boolean(), immediate: fc.boolean() });
    fc.assert(
      fc.property(fc.array(publish, { maxLength: 40 }), (publishes) => {
        const reader = new PublishReader();
        for (const one of publishes) {
          const payload = encodeMethod('basic.publish', one);
          expect(reader.read(payload, 0, payload.length)).toEqual(one);
          payload.fill(0xff);
        }
      }),
    );
  });

  it('packs neighbouring bits into one octet, the first in the lowest bit', () => {
    const payload = encodeMethod('queue.declare', {
      ...{ queue: 'q', passive: false, durable: true, exclusive: false, autoDelete: true, nowait: false, arguments: [] },
    });
    expect([...payload]).toEqual([0, 50, 0, 10, 0, 0, 1, 0x71, 0b01010, 0, 0, 0, 0]);
  });

  it('reads bytes that were captured from a RabbitMQ client', () => {
    // queue.declare of queue 'hello', durable, with x-max-length 10 as a signed 32-bit integer.
    const captured = Buffer.from('0032000a00000568656c6c6f02000000120c782d6d61782d6c656e677468490000000a', 'hex');
    expect(decodeMethod(captured, 0, captured.length)).toEqual({
      ...{ name: 'queue.declare', reserved1: 0, queue: 'hello' },
      ...{ passive: false, durable: true, exclusive: false, autoDelete: false, nowait: false },
      arguments: [['x-max-length', { type: 'int32', value: 10 }]],
    });
  });

  it('refuses whatever is cut off, at each length, and what is left over', () => {
    fc.assert(
      fc.property(anyMethod, fc.nat(), (method, seed) => {
        const payload = encodeMethod(method.name, method);
        const end = seed % payload.length;
        const tooLong = Buffer.concat([payload, Buffer.from([0])]);
        for (const [bad, length] of [
          [payload, end],
          [tooLong, tooLong.length],
        ] as const) {
          expect(() => decodeMethod(bad, 0, length)).toThrow(AmqpError);
        }
      }),
    );
  });

  it('refuses short strings that are not UTF-8, and takes a U+FFFD that was sent as one', () => {
    const consume = encodeMethod('basic.cancel', { consumerTag: 'a\ufffd', nowait: true });
    expect(decodeMethod(consume, 0, consume.length)).toMatchObject({ consumerTag: 'a\ufffd' });
    const publish = encodeMethod('basic.publish', { exchange: 'x', routingKey: 'key', mandatory: false, immediate: false });
    consume[5] = publish[9] = 0xff;
    const refusal = { reply: 'SYNTAX_ERROR', message: expect.stringContaining('not UTF-8') as string };
    expect(() => decodeMethod(consume, 0, consume.length)).toThrow(expect.objectContaining(refusal));
    expect(() => readPublish(publish, 0, publish.length)).toThrow(expect.objectContaining(refusal));
  });

  it('has its own answer for an unknown method', () => {
    const unknown = Buffer.from([0, 60, 0, 99]);
    expect(() => decodeMethod(unknown, 0, 4)).toThrow(
      expect.objectContaining({ reply: 'NOT_IMPLEMENTED', method: { classId: 60, methodId: 99 } }),
    );
  });
});
