import { expect, test } from 'vitest';
import { defineQueue } from './queue.js';
import type { Schema, SchemaResult } from './standard-schema.js';

const schemaOf = (answer: (value: unknown) => unknown): Schema<number, number> => ({
  '~standard': { version: 1, vendor: 'test', validate: answer as (value: unknown) => SchemaResult<number> },
});

test.each([
  ['at once', (value: unknown) => ({ value })],
  ['later', async (value: unknown) => ({ value })],
  ['by a promise of its own', (value: unknown) => ({ then: (resolve: (result: object) => void) => resolve({ value }) })],
])('a schema may answer %s', async (_, answer) => {
  expect(await defineQueue('q', { schema: schemaOf(answer) }).validate(7)).toBe(7);
});

test('what does not fit is refused with each fault, at once as well as later', async () => {
  const issues = { issues: [{ message: 'too small', path: ['a', 'b'] }] };
  const refused = { code: 'schema_invalid', issues: [expect.stringContaining('too small')] };
  expect(() => defineQueue('q', { schema: schemaOf(() => issues) }).validate(7)).toThrow(
    expect.objectContaining(refused) as Error,
  );
  await expect(defineQueue('q', { schema: schemaOf(async () => issues) }).validate(7)).rejects.toMatchObject(refused);
});
