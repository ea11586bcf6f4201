import { operations } from '@howdah/contracts';
import type { Command } from 'commander';
import { usageError } from '../cli-error.js';
import type { ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { parseShare } from '../values/numbers.js';
import { queueOfGroup, runBulk, type BulkOptions } from './bulk-operation.js';
import { filterInWords, filterOf, type FilterOptions } from './message-filter.js';
import { addBulkOptions } from './queue-messages.js';

interface RedriveOptions extends BulkOptions, FilterOptions {
  readonly to?: string;
  readonly canary?: true;
  readonly maxFailures?: number;
  readonly keepAttempts?: true;
}

export function addRedriveCommand(program: Command, cli: Cli): void {
  const redrive = program
    .command('redrive')
    .description('Send dead letters on again: dry run, question, progress')
    .argument('[queue]', 'where they lie; with --group it may be left out')
    .option('--to <queue>', 'a queue; default: each to the queue that it died in')
    .option('--canary', 'one message, then ten, waiting each time until they have succeeded')
    .option('--max-failures <share>', 'pause when more of them fail again, such as 5%', parseShare)
    .option('--keep-attempts', 'do not begin the count of attempts anew');
  addBulkOptions(redrive)
    .addHelpText(
      'after',
      `
Examples:
  howdah redrive orders.dead --dry-run
  howdah redrive --group 1208925819614 --canary --rate 50 --max-failures 5%
  howdah redrive orders.dead --origin orders --body-value /country=DE --yes`,
    )
    .action(cli.action(redriveMessages));
}

async function redriveMessages(
  invocation: Invocation,
  [given]: readonly string[],
  options: RedriveOptions,
): Promise<ExitCode | void> {
  if (given === undefined && options.group === undefined)
    throw usageError('Neither a queue nor a group is named.', 'Name the queue of dead letters, or a group: howdah dlq groups.');
  const queue = given ?? (await queueOfGroup(invocation, options.group!));
  const filter = filterOf(options);
  return runBulk(invocation, options, {
    operation: operations.redriveMessages,
    call: {
      params: { queue },
      query: invocation.inVhost,
      body: {
        filter,
        target: options.to ?? null,
        ratePerSecond: options.rate ?? null,
        canary: options.canary === true,
        failureShareMax: options.maxFailures ?? null,
        resetAttempts: options.keepAttempts !== true,
      },
    },
    does: (messages) =>
      `Redrive ${messages} from ${queue} (${filterInWords(filter)}) to ${options.to ?? 'the queues they died in'}`,
  });
}
