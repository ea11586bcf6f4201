import { ESLint, type Linter } from 'eslint';
import tseslint from 'typescript-eslint';
import { expect, test } from 'vitest';

// Type information is for other rules, and would need files that exist.
const eslint = new ESLint({ overrideConfig: [tseslint.configs.disableTypeChecked] });

const refused: [file: string, imported: string][] = [
  ['libs/core/src/probe.ts', 'pg'],
  ['libs/core/src/probe.ts', 'typeorm'],
  ['libs/core/src/probe.ts', 'fastify'],
  ['libs/core/src/probe.ts', '@nestjs/common'],
  ['libs/core/src/probe.ts', 'node:net'],
  ['libs/core/src/probe.ts', 'http'],
  ['libs/core/src/probe.ts', '@howdah/contracts'],
  ['libs/core/src/probe.ts', '@howdah/storage-memory'],
  ['libs/storage/postgres/src/probe.ts', 'fastify'],
  ['libs/storage/postgres/src/probe.ts', 'node:net'],
  ['libs/storage/postgres/src/probe.ts', '@howdah/protocol-rest'],
  ['libs/protocols/rest/src/probe.ts', 'pg'],
  ['libs/protocols/rest/src/probe.ts', 'typeorm'],
  ['libs/protocols/rest/src/probe.ts', '@howdah/storage-postgres'],
  ['libs/protocols/amqp/src/probe.ts', '@nestjs/common'],
  ['libs/sdk/src/probe.ts', '@nestjs/common'],
  ['libs/sdk/src/worker/probe.ts', 'rxjs'],
  ['libs/sdk/src/nestjs/probe.ts', 'typeorm'],
  ['libs/contracts/src/probe.ts', 'fastify'],
  ['libs/contracts/src/probe.ts', 'node:fs'],
  ['libs/contracts/src/probe.ts', '@howdah/core'],
];

test.each(refused)('lint refuses in %s an import of %s', async (file, imported) => {
  expect(await boundaryProblems(file, imported)).toHaveLength(1);
});

const allowed: [file: string, imported: string][] = [
  ['libs/core/src/probe.ts', 'node:crypto'],
  ['libs/storage/postgres/src/probe.ts', 'pg'],
  ['libs/storage/postgres/src/probe.ts', '@howdah/core'],
  ['libs/protocols/rest/src/probe.ts', '@nestjs/common'],
  ['libs/protocols/rest/src/probe.ts', '@howdah/contracts'],
  ['libs/contracts/src/probe.ts', 'zod'],
  ['libs/sdk/src/nestjs/probe.ts', '@nestjs/common'],
  ['apps/broker/src/probe.ts', '@howdah/storage-postgres'],
];

test.each(allowed)('lint allows in %s an import of %s', async (file, imported) => {
  expect(await boundaryProblems(file, imported)).toEqual([]);
});

test('lint lets storage name a type of node:net', async () => {
  const results = await eslint.lintText(`import type { Socket } from 'node:net';\nexport type S = Socket;\n`, {
    filePath: 'libs/storage/postgres/src/probe.ts',
  });
  expect(results.flatMap((result) => result.messages)).toEqual([]);
});

async function boundaryProblems(filePath: string, imported: string): Promise<Linter.LintMessage[]> {
  const results = await eslint.lintText(`export * from '${imported}';\n`, { filePath });
  const messages = results.flatMap((result) => result.messages);
  expect(messages.filter((message) => message.fatal)).toEqual([]);
  return messages.filter(
    ({ ruleId }) => ruleId === '@nx/enforce-module-boundaries' || ruleId === '@typescript-eslint/no-restricted-imports',
  );
}
