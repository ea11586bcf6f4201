import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { text, type Column } from '../output/cells.js';
import { readVersion } from '../version.js';

interface Versions {
  readonly commandLine: string;
  readonly server: string;
}

const rows: readonly Column<Versions>[] = [
  { name: 'commandLine', head: 'command line', cell: ({ commandLine }) => text(commandLine) },
  { name: 'server', cell: ({ server }) => text(server) },
];

export function addVersionCommand(program: Command, cli: Cli): void {
  program.command('version').description('Versions of the command line and of the server').action(cli.action(showVersions));
}

async function showVersions({ client, out }: Invocation): Promise<void> {
  const { version } = await client.call(operations.getOverview);
  await out.record(rows, { commandLine: readVersion(), server: version });
}
