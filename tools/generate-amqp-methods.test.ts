import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';

const root = join(import.meta.dirname, '..');

test("the table of AMQP's methods is what its definition makes (npm run generate:amqp)", () => {
  const generated = execFileSync(process.execPath, [join(root, 'tools/generate-amqp-methods.mjs')], { encoding: 'utf8' });
  expect(readFileSync(join(root, 'libs/protocols/amqp/src/spec/methods.ts'), 'utf8')).toBe(generated);
});
