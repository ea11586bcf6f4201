import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ArrivingContent } from './content.js';

const method = { exchange: '', routingKey: 'q', mandatory: false, immediate: false };

/** A message of which the header has come. */
function announced(bodyBytes: number): ArrivingContent {
  const header = Buffer.alloc(14);
  header.writeUInt16BE(60);
  header.writeBigUInt64BE(BigInt(bodyBytes), 4);
  const content = new ArrivingContent(method);
  content.header(header, 0, header.length);
  return content;
}

describe('a message that arrives', () => {
  it('has the body that came, however it was cut', () => {
    const parts = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 30 });
    fc.assert(
      fc.property(parts, fc.nat(9), (arrays, before) => {
        const expected = Buffer.concat(arrays);
        const content = announced(expected.length);
        for (const array of arrays) {
          const chunk = Buffer.concat([Buffer.alloc(before, 0xff), array, Buffer.alloc(before, 0xff)]);
          content.part(chunk, before, before + array.length);
        }
        expect(content.isComplete).toBe(true);
        expect(content.body).toEqual(expected);
      }),
    );
  });

  it('keeps a body that comes whole where it is', () => {
    const chunk = Buffer.from('..body..');
    const content = announced(4);
    content.part(chunk, 2, 6);
    expect(content.body.buffer).toBe(chunk.buffer);
  });

  it('takes memory for what came, neither for what is announced nor for the frames it came in', () => {
    const content = announced(2 ** 40);
    for (let times = 0; times < 1_000; times++) content.part(Buffer.allocUnsafeSlow(4_096), 0, 1);
    expect(content.body).toHaveLength(1_000);
    expect(content.body.buffer.byteLength).toBeLessThanOrEqual(2_000);
  });
});
