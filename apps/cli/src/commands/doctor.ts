import type { Diagnosis } from '@howdah/storage-postgres';
import type { Command } from 'commander';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import type { Paint, Tone } from '../output/colours.js';
import { formatNumberOf } from '../output/figures.js';
import { addDatabaseOptions, databaseUrl, type DatabaseOptions } from '../settings/database-url.js';

export function addDoctorCommand(program: Command, cli: Cli): void {
  const doctor = program
    .command('doctor')
    .description('Look at the database itself: schema, indexes, settings, vacuum, rights, replication, clock; changes nothing');
  addDatabaseOptions(doctor)
    .addHelpText('after', '\nExit code 1 when something is bad. Fixes are printed, never run: read them first.')
    .action(cli.action(examine));
}

async function examine({ out, io, options }: Invocation, _: readonly string[], given: DatabaseOptions): Promise<ExitCode> {
  const url = databaseUrl(given, io, (text) => out.warn(text));
  // Loaded here alone: the other commands need no database.
  const { examineDatabase } = await import('@howdah/storage-postgres');
  const found = await examineDatabase({ url });
  const bad = found.filter(({ level }) => level === 'bad').length;
  const warnings = found.filter(({ level }) => level === 'warn').length;
  if (out.format === 'plain')
    await out.write(found.map(({ area, level, found: text }) => `${level}\t${area}\t${text}\n`).join(''));
  else if (!out.isTable) await out.value(found);
  else {
    const shown = options.quiet === true ? found.filter(({ level }) => level !== 'ok') : found;
    await out.write(`${shown.flatMap((diagnosis) => linesOf(diagnosis, out.paint)).join('\n')}\n`);
    out.note(`${formatNumberOf(bad, 'bad finding')}, ${formatNumberOf(warnings, 'warning')}`);
  }
  return bad === 0 ? exitCodes.ok : exitCodes.failed;
}

const signs: Readonly<Record<Diagnosis['level'], readonly [sign: string, tone: Tone]>> = {
  ok: ['✓', 'good'],
  warn: ['!', 'warn'],
  bad: ['✗', 'bad'],
};

const areaWidth = 12;

function linesOf({ area, level, found, remedy, fix }: Diagnosis, paint: Paint): string[] {
  const [sign, tone] = signs[level];
  const indent = ' '.repeat(areaWidth + 3);
  return [
    `${paint(tone, sign)} ${paint('faint', area.padEnd(areaWidth))} ${found}`,
    ...(remedy === undefined ? [] : [`${indent}${paint('busy', '→')} ${remedy}`]),
    ...(fix === undefined ? [] : fix.split('\n').map((line) => `${indent}  ${paint('strong', line)}`)),
  ];
}
