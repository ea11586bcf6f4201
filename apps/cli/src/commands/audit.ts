import { operations } from '@howdah/contracts';
import { Option, type Command } from 'commander';
import type { ItemOf } from '../api/client.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { instant, json, text, type Column } from '../output/cells.js';
import { parseInstant } from '../values/duration.js';
import { wholeNumber } from '../values/numbers.js';

type AuditRecord = ItemOf<typeof operations.listAudit>;

const columns: readonly Column<AuditRecord>[] = [
  { name: 'at', cell: ({ at }) => instant(at) },
  { name: 'user', cell: ({ user }) => text(user, 'strong') },
  { name: 'action', cell: ({ action }) => text(action) },
  { name: 'vhost', isLong: true, cell: ({ vhost }) => text(vhost) },
  { name: 'target', isLong: true, cell: ({ target }) => text(target) },
  { name: 'outcome', cell: ({ outcome }) => text(outcome, outcome === 'done' ? 'plain' : 'bad') },
  { name: 'error', cell: ({ error }) => text(error) },
  { name: 'details', isLong: true, cell: ({ details }) => json(details) },
];

interface AuditOptions {
  readonly of?: string;
  readonly action?: string;
  readonly target?: string;
  readonly outcome?: AuditRecord['outcome'];
  readonly since?: string;
  readonly limit: number;
}

export function addAuditCommand(program: Command, cli: Cli): void {
  program
    .command('audit')
    .description('Who did what, and who read payloads, newest first')
    .option('--of <user>', 'by this user')
    .option('--action <action>', 'such as deleteQueue or peek')
    .option('--target <name>', 'what it was done to')
    .addOption(new Option('--outcome <outcome>', 'how it ended').choices(['done', 'refused', 'failed']))
    .option('--since <when>', 'such as 2h, or an instant', (given) => parseInstant(given, -1))
    .option('-l, --limit <count>', 'at most so many', wholeNumber(1), 50)
    .action(cli.action(listAudit));
}

async function listAudit(
  { client, out }: Invocation,
  _: readonly string[],
  { of, limit, ...options }: AuditOptions,
): Promise<void> {
  const { action, target, outcome, since } = options;
  const given = { user: of, action, target, outcome, since };
  const query = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
  await out.list(columns, client.items(operations.listAudit, { query }, limit), { empty: 'Nothing of that kind was done.' });
}
