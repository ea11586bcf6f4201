import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { findingLines, verdict } from '../output/findings.js';

export function addAttentionCommand(program: Command, cli: Cli): void {
  program
    .command('attention')
    .alias('status')
    .description('What is wrong now, worst first; exit code 1 when something is')
    .action(cli.action(showAttention));
}

async function showAttention({ client, out }: Invocation): Promise<ExitCode> {
  const attention = await client.call(operations.getAttention);
  const code = attention.findingCount === 0 ? exitCodes.ok : exitCodes.failed;
  if (out.format === 'table')
    await out.write(`${[verdict(attention, out.paint), ...findingLines(attention, out.paint)].join('\n')}\n`);
  else if (out.format === 'plain') {
    const rows = attention.findings.map(({ harm, code, vhost, queue, since }) =>
      [harm, code, vhost ?? '', queue ?? '', since].join('\t'),
    );
    await out.write(rows.map((row) => `${row}\n`).join(''));
  } else await out.value(attention);
  return code;
}
