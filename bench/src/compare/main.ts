// npm run bench: the same load against Howdah and its peers.
import { mkdir } from 'node:fs/promises';
import { raiseFileLimit } from './file-limit.js';
import { docsFolder, readOptions, usage, type Options } from './options.js';
import { tableOf } from './results/markdown.js';
import type { Result } from './results/result.js';
import { writeDocs, writeResults } from './results/write-results.js';
import { casesOf, runScenario } from './run-scenario.js';
import { scenarios, scenariosNamed } from './scenarios/all.js';

const given = process.argv.slice(2);

try {
  process.exitCode = await main(readOptions(given));
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 2;
}

/** Resolves with the code to exit with. */
async function main(options: Options): Promise<number> {
  if (options.help || options.list) {
    console.log(options.help ? usage : scenarios.map(({ name, title }) => `${name.padEnd(18)}${title}`).join('\n'));
    return 0;
  }
  const chosen = scenariosNamed(options.only).filter(
    (scenario) => scenario.peers.some((name) => options.peers.includes(name)) && casesOf(scenario, options).length > 0,
  );
  if (chosen.length === 0) throw new Error(`--cases: found ${options.cases}; ${casesToChoose(options)}`);
  raiseFileLimit();
  await mkdir(options.out, { recursive: true });
  const results: Result[] = [];
  for (const scenario of chosen) {
    const result = await runScenario(
      scenario,
      options,
      ['npm run bench', ...(given.length > 0 ? ['--', ...given] : [])].join(' '),
    );
    console.log(`\n${result.title}\n\n${tableOf(result)}\n`);
    results.push(result);
    // After each, so that a run that is broken off has not been for nothing.
    await writeResults(results, options.out);
    if (options.docs)
      await writeDocs(
        results,
        scenarios.map(({ name }) => name),
        docsFolder,
      );
  }
  console.log(`results: ${options.out}`);
  return results.some(({ cases }) => cases.some(({ peers }) => peers.some(({ failures }) => failures.length > 0))) ? 1 : 0;
}

function casesToChoose(options: Options): string {
  const names = scenariosNamed(options.only).flatMap((scenario) =>
    casesOf(scenario, { ...options, cases: '' }).map(({ name }) => name),
  );
  return `no case that these peers can do contains it; there are ${names.join('; ')}`;
}
