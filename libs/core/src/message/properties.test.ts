import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anyTable } from '../../test/field-arbitraries.js';
import { BrokerError } from '../errors.js';
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

function refusalOf(call: () => unknown): BrokerError | null {
  try {
    call();
    return null;
  } catch (thrown) {
    expect(thrown).toBeInstanceOf(BrokerError);
    return thrown as BrokerError;
  }
}
