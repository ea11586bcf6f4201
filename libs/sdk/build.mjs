// What the two passes of tsc leave to do: see docs/adr/0038-sdk-package.md.
import { rmSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const root = fileURLToPath(new URL('.', import.meta.url));

/** One copy of the errors of this package, whoever throws them. (The core has a file of that name, too.) */
const ownErrors = {
  name: 'own errors',
  setup: ({ onResolve }) =>
    onResolve({ filter: /^\.\.\/errors\.js$/ }, ({ path, resolveDir }) =>
      resolveDir === `${root}src/testing` ? { path, external: true } : undefined,
    ),
};

for (const [folder, format, type] of [
  ['esm', 'esm', 'module'],
  ['cjs', 'cjs', 'commonjs'],
]) {
  writeFileSync(`${root}dist/${folder}/package.json`, `${JSON.stringify({ type })}\n`);
  // The core and the memory store are no packages of the registry: they become part of this one file.
  await build({
    entryPoints: [`${root}src/testing/in-process-link.ts`],
    outfile: `${root}dist/${folder}/testing/in-process-link.js`,
    bundle: true,
    platform: 'node',
    target: 'node20',
    format,
    conditions: ['howdah-source'],
    plugins: [ownErrors],
    sourcemap: true,
    logLevel: 'warning',
  });
  for (const part of ['in-process-message', 'in-process-subscription', 'in-process-transaction', 'virtual-clock'])
    for (const ending of ['.js', '.js.map', '.d.ts', '.d.ts.map'])
      rmSync(`${root}dist/${folder}/testing/${part}${ending}`, { force: true });
}
