import { writeFile } from 'node:fs/promises';
import type { Operation } from '@howdah/contracts';
import type { Command } from 'commander';
import { formatJson } from '../api/exact-json.js';
import { Refused } from '../api/refusals.js';
import { CliError } from '../cli-error.js';
import { confirm, dryRunFlag, type ChangeOptions } from '../change.js';
import { readDefinitions } from '../definitions/definitions.js';
import { planImport, type Step } from '../definitions/plan.js';
import { readCurrent } from '../definitions/read-current.js';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { printable } from '../output/cells.js';
import type { Paint } from '../output/colours.js';
import { formatNumberOf } from '../output/figures.js';
import { readInput } from '../values/read-input.js';
import { readVersion } from '../version.js';

interface ExportOptions {
  readonly file?: string;
}

export function addDefinitionsCommands(program: Command, cli: Cli): void {
  const definitions = program
    .command('definitions')
    .description("Virtual hosts, exchanges, queues, bindings, policies and permissions as a file, in RabbitMQ's form");
  definitions
    .command('export')
    .description('Write them down; with --vhost of that one alone')
    .option('-f, --file <file>', 'a file; default: stdout')
    .action(cli.action(exportDefinitions));
  definitions
    .command('import')
    .description('Make what a file says; what is there and not in the file stays')
    .argument('<file>', "a file of howdah or of RabbitMQ; '-' is stdin")
    .option(...dryRunFlag)
    .action(cli.action(importDefinitions));
}

async function exportDefinitions(
  { client, out, options }: Invocation,
  _: readonly string[],
  { file }: ExportOptions,
): Promise<void> {
  const found = await readCurrent(client, options.vhost === undefined ? undefined : [options.vhost]);
  const value = { howdah_version: readVersion(), ...found };
  if (file === undefined) return out.value(value);
  await writeFile(file, `${formatJson(value, 2)}\n`).catch((error: Error) => {
    throw new CliError(`${file} cannot be written: ${error.message}.`, { cause: error });
  });
  await out.done(`${formatNumberOf(found.queues.length, 'queue')} and what belongs to them written to ${file}`);
}

async function importDefinitions(
  invocation: Invocation,
  [path = '']: readonly string[],
  { dryRun }: ChangeOptions,
): Promise<ExitCode> {
  const { client, out, io } = invocation;
  const { definitions, leftOut } = readDefinitions((await readInput(path, io)).toString(), path);
  const steps = planImport(definitions, await readCurrent(client));
  for (const words of leftOut) out.warn(`left out: ${words}`);
  await showPlan(invocation, steps);
  const open = steps.filter(({ verdict }) => verdict === 'create' || verdict === 'change');
  const conflicts = steps.filter(({ verdict }) => verdict === 'conflict').length;
  if (conflicts > 0)
    out.warn(`${formatNumberOf(conflicts, 'thing')} with other settings: they stay as they are; delete them first`);
  if (dryRun === true) {
    out.wouldDo(`would make or change ${formatNumberOf(open.length, 'thing')}`);
    return open.length + conflicts === 0 ? exitCodes.ok : exitCodes.failed;
  }
  if (open.length > 0) await confirm(invocation, `Make or change ${formatNumberOf(open.length, 'thing')}?`);
  const failures = await apply(invocation, open);
  await out.done(`${formatNumberOf(open.length - failures, 'thing')} made or changed`);
  return failures + conflicts === 0 ? exitCodes.ok : exitCodes.partial;
}

/** Goes on behind what is refused. */
async function apply({ client, out }: Invocation, steps: readonly Step[]): Promise<number> {
  let failures = 0;
  for (const { operation, call, kind, name } of steps) {
    try {
      await client.call<Operation>(operation, call as never);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      failures += 1;
      out.warn(`${kind} ${printable(name)}: ${error.message}`);
    }
  }
  return failures;
}

async function showPlan({ out }: Invocation, steps: readonly Step[]): Promise<void> {
  const told = steps.map(({ verdict, kind, name, differs }) => ({ verdict, kind, name, differs }));
  if (out.format !== 'table' && out.format !== 'plain') return out.value(told);
  const lines = steps.filter(({ verdict }) => verdict !== 'same').flatMap((step) => stepLines(step, out.paint));
  await out.write(lines.map((line) => `${line}\n`).join(''));
  const same = steps.filter(({ verdict }) => verdict === 'same').length;
  if (same > 0) out.note(`${formatNumberOf(same, 'thing')} as the file says already`);
}

const signs = { create: ['good', '+'], change: ['warn', '~'], conflict: ['bad', '!'], same: ['faint', '='] } as const;

function stepLines({ verdict, kind, name, differs }: Step, paint: Paint): string[] {
  const [tone, sign] = signs[verdict];
  return [
    `${paint(tone, sign)} ${kind} ${paint('strong', printable(name))}`,
    ...differs.map(
      ({ field, now, wanted }) => `    ${field}: ${paint('bad', formatJson(now))} → ${paint('good', formatJson(wanted))}`,
    ),
  ];
}
