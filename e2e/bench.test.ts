import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startProgram, temporaryDirectory } from './program.js';

interface Result {
  readonly name: string;
  readonly command: string;
  readonly versions: readonly string[];
  readonly cases: readonly {
    readonly peers: readonly {
      readonly peer: string;
      readonly medians: Record<string, number>;
      readonly failures: readonly string[];
    }[];
  }[];
}

test('the benchmark carries a load through the built broker and writes what it was and cost', async () => {
  const out = await temporaryDirectory();
  const load = ['--quick', '--only', 'through', '--peers', 'howdah', '--rounds', '1', '--seconds', '1', '--out', out];
  const bench = startProgram('bench/dist/compare/main.js', {}, load);
  expect(await bench.exited, bench.output()).toBe(0);

  const [result] = JSON.parse(await readFile(join(out, 'results.json'), 'utf8')) as Result[];
  expect(result).toMatchObject({ name: 'through', command: `npm run bench -- ${load.join(' ')}` });
  expect(result!.versions).toEqual([expect.stringMatching(/^Howdah \S+ on PostgreSQL 18/)]);
  const { peer, medians, failures } = result!.cases[0]!.peers[0]!;
  expect({ peer, failures }).toEqual({ peer: 'howdah', failures: [] });
  const { messagesPerSecond, serverCpu, brokerCpu, backendsCpu, postgresRestCpu } = medians;
  expect(Math.min(messagesPerSecond!, brokerCpu!, backendsCpu!)).toBeGreaterThan(0);
  expect(serverCpu).toBeCloseTo(brokerCpu! + backendsCpu! + postgresRestCpu!);
  expect(await readFile(join(out, 'comparison.svg'), 'utf8')).toContain('2 + 2 clients, howdah');
});
