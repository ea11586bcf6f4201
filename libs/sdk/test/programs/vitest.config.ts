import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const conditions = ['howdah-source', 'node', 'development|production'];

export default defineConfig({
  root: fileURLToPath(new URL('../..', import.meta.url)),
  resolve: { conditions },
  ssr: { resolve: { conditions, externalConditions: ['howdah-source', 'node'] } },
  test: { include: ['test/programs/any-broker.ts'], testTimeout: 20_000 },
});
