import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTable, anyTableBytes, withLength } from '../../test/field-arbitraries.js';
import { BrokerError } from '../errors.js';
import { emptyTable, type FieldTable } from './field-table.js';
import { Properties, type PropertyFields } from './properties.js';

const text = fc.string({ maxLength: 60 });
const anyFields = fc.record(
  {
    ...{ contentType: text, contentEncoding: text, correlationId: text, replyTo: text, expiration: text, messageId: text },
    ...{ type: text, userId: text, appId: text, clusterId: text },
    headers: anyTable,
    deliveryMode: fc.nat(255),
    priority: fc.nat(255),
    timestamp: fc.nat({ max: Number.MAX_SAFE_INTEGER }),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<PropertyFields>;

describe('properties', () => {
  it('give back every property as it was set', () => {
    fc.assert(
      fc.property(anyFields, (fields) => {
        const properties = Properties.fromEncoded(Properties.from(fields).encoded);
        properties.validate();
        expect(properties.fields()).toEqual(fields);
      }),
      { numRuns: 1_000 },
    );
  });

  it('take changes and keep the rest', () => {
    fc.assert(
      fc.property(
        anyFields,
        anyFields,
        fc.constantFrom<keyof PropertyFields>('headers', 'expiration', 'timestamp'),
        (old, changes, gone) => {
          const expected = Object.fromEntries(Object.entries({ ...old, ...changes }).filter(([name]) => name !== gone));
          expect(
            Properties.from(old)
              .with({ ...changes, [gone]: undefined })
              .fields(),
          ).toEqual(expected);
        },
      ),
    );
  });

  it('keep the bytes of what is not changed, even those that could not be set', () => {
    const correlationId = Buffer.alloc(200, 0xff);
    const encoded = Buffer.concat([Buffer.from([0b0000_0101, 0b0000_0000, 200]), correlationId, Buffer.from([1, 0x35])]);
    const properties = Properties.fromEncoded(encoded);
    expect(properties.expiration).toBe('5');
    const expected = Buffer.concat([Buffer.from([0b0000_0100, 0b0000_0000, 200]), correlationId]);
    expect(properties.with({ expiration: undefined }).encoded).toEqual(expected);
  });

  it('refuse damaged bytes as an invalid message and never in another way', () => {
    const damage = fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(anyFields, damage, fc.nat(), (fields, changes, length) => {
        const encoded = Buffer.from(Properties.from(fields).encoded);
        for (const [at, byte] of changes) encoded[at % encoded.length] = byte;
        const refusal = refusalOf(() => {
          const properties = Properties.fromEncoded(encoded.subarray(0, length % (encoded.length + 1)));
          properties.validate();
          properties.with({ expiration: '1' }).validate();
        });
        if (refusal !== null) expect(refusal).toMatchObject({ code: 'invalid_message' });
      }),
      { numRuns: 2_000 },
    );
  });

  it('keep the bytes of headers that are not changed, whatever they hold', () => {
    // L, which is never written, and true as 2.
    const odd = withLength(Buffer.from('\x01kL\x00\x00\x00\x00\x00\x00\x00\x07\x01kt\x02', 'latin1'));
    fc.assert(
      fc.property(fc.oneof(anyTableBytes, fc.constant(odd)), (headers) => {
        const properties = Properties.fromEncoded(Buffer.concat([Buffer.from([0x21, 0]), headers, Buffer.from('\x019')]));
        properties.validate();
        expect(properties.expiration).toBe('9');
        const changed = properties.with({ expiration: undefined }).encoded;
        expect(changed).toEqual(Buffer.concat([Buffer.from([0x20, 0]), headers]));
      }),
    );
  });

  it('lose headers and gain others, and the rest keep their bytes', () => {
    const added: FieldTable = [['x-new', { type: 'boolean', value: true }]];
    const [before, gone, after] = ['\x02\xff\xfeL\0\0\0\0\0\0\0\x07', '\x02CCV', '\x01kt\x02'];
    const bytesOf = (headers: string): Buffer =>
      Buffer.concat([Buffer.from([0x21, 0]), withLength(Buffer.from(headers, 'latin1')), Buffer.from('\x019')]);
    const properties = Properties.fromEncoded(bytesOf(before + gone + after + gone));
    expect(properties.withHeaders(['CC'], added).encoded).toEqual(bytesOf(`${before}${after}\x05x-newt\x01`));
    expect(Properties.from({ expiration: '9' }).withHeaders(['CC'], added).fields()).toEqual({ expiration: '9', headers: added });
    expect(Properties.from({ expiration: '9' }).withHeaders(['CC'], emptyTable).fields()).toEqual({ expiration: '9' });
  });

  it('lose and gain headers as their plain values would', () => {
    const names = fc.constantFrom('', 'x-match', 'value').map((text): string => text);
    fc.assert(
      fc.property(anyFields, fc.array(names), anyTable, (fields, without, added) => {
        const kept = (fields.headers ?? []).filter(([name]) => !without.includes(name));
        const { headers } = Properties.from(fields).withHeaders(without, added);
        expect(headers).toEqual([...kept, ...added]);
      }),
    );
  });

  it('are read behind further words of flags, and lose those for who cannot read them', () => {
    fc.assert(
      fc.property(anyFields, fc.nat(3), (fields, words) => {
        const plain = Properties.from(fields).encoded;
        const properties = Properties.fromEncoded(withFlagWords(plain, words));
        properties.validate();
        expect(properties.fields()).toEqual(fields);
        expect(properties.withoutUnknownFlags().encoded).toEqual(plain);
      }),
    );
  });

  it('refuse a value behind a flag that is unknown, and flags that do not end', () => {
    for (const hex of ['0001800000', '000100', '00010001', '000200']) {
      const properties = Properties.fromEncoded(Buffer.from(hex, 'hex'));
      expect(
        refusalOf(() => properties.validate()),
        hex,
      ).toMatchObject({ code: 'invalid_message' });
    }
  });

  it('refuse values that have no place on the wire', () => {
    const impossible: PropertyFields[] = [
      ...[{ timestamp: -1 }, { timestamp: 1.5 }, { timestamp: 2 ** 60 }],
      ...[{ priority: 256 }, { deliveryMode: -1 }, { type: 'ä'.repeat(128) }],
    ];
    for (const fields of impossible) expect(refusalOf(() => Properties.from(fields))).toMatchObject({ code: 'invalid_message' });
  });

  it('refuse bytes that are left over', () => {
    expect(refusalOf(() => Properties.fromEncoded(Buffer.alloc(3)).validate())).toMatchObject({ code: 'invalid_message' });
  });
});

/** With `count` more words of flags, all of them empty. */
function withFlagWords(encoded: Buffer, count: number): Buffer {
  const flags = Array.from({ length: count }, (_, at) => Buffer.from([0, at + 1 < count ? 1 : 0]));
  const first = Buffer.from(encoded.subarray(0, 2));
  first[1]! |= count > 0 ? 1 : 0;
  return Buffer.concat([first, ...flags, encoded.subarray(2)]);
}

function refusalOf(call: () => unknown): BrokerError | null {
  try {
    call();
    return null;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BrokerError);
    return thrown as BrokerError;
  }
}
