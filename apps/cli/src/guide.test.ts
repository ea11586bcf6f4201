import { readFileSync } from 'node:fs';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { expect, test } from 'vitest';
import { createCli } from './invoke.js';
import { createProgram } from './program.js';

const guide = fileURLToPath(new URL('../../../docs/guides/cli.md', import.meta.url));
const marker =
  '<!-- From here on made from the help of the commands: npx vitest run --project unit apps/cli/src/guide.test.ts -u -->\n';

test('the guide lists every command and option as the help has them', async () => {
  const [byHand = ''] = readFileSync(guide, 'utf8').split(marker);
  await expect(`${byHand}${marker}\n${reference()}`).toMatchFileSnapshot(guide);
});

test('every command that changes something can be tried without', () => {
  const verbs = /^(?:create|delete|set|move|purge|import|publish|redrive|pause|resume|abort|revoke|close|limit|password|up)$/;
  const local = ['context set'];
  const without = leaves(program())
    .filter((command) => verbs.test(command.name()) && !local.includes(nameOf(command)))
    .filter((command) => !command.options.some(({ long }) => long === '--dry-run'));
  expect(without.map(nameOf)).toEqual([]);
});

function program(): Command {
  const stream = new PassThrough();
  return createProgram(
    createCli({ stdin: stream, stdout: stream, stderr: stream, env: {}, signal: new AbortController().signal }),
  );
}

function leaves(command: Command): Command[] {
  const visible = command.commands.filter((one) => !/^__|^help$/.test(one.name()));
  return visible.length === 0 ? [command] : visible.flatMap(leaves);
}

function reference(): string {
  const whole = program();
  const groups = new Map<string, Command[]>();
  for (const command of whole.commands) {
    if (/^__|^help$/.test(command.name())) continue;
    const group = command.helpGroup().replace(/:$/, '');
    groups.set(group, [...(groups.get(group) ?? []), command]);
  }
  const parts = [...groups].map(
    ([group, commands]) => `### ${group}\n\n\`\`\`\n${commands.flatMap(leaves).map(describe).join('\n')}\`\`\`\n`,
  );
  const common = whole.options.filter(({ hidden }) => !hidden).map(({ flags, description }) => optionLine(flags, description));
  return [`### Options of every command\n\n\`\`\`\n${common.join('')}\`\`\`\n`, ...parts].join('\n');
}

function describe(command: Command): string {
  const options = command.options.filter(({ hidden }) => !hidden);
  const words = command.registeredArguments.map((argument) => {
    const name = `${argument.name()}${argument.variadic ? '...' : ''}`;
    return argument.required ? `<${name}>` : `[${name}]`;
  });
  const aliases = command.aliases().map((alias) => `, ${alias}`);
  return [
    `${['howdah', nameOf(command), ...words].join(' ')}${aliases.join('')}\n`,
    `    ${command.description()}\n`,
    ...options.map((option) => {
      const choices = option.argChoices === undefined ? '' : ` (${option.argChoices.join(', ')})`;
      return optionLine(option.flags, `${option.description}${choices}`);
    }),
  ].join('');
}

const optionLine = (flags: string, description: string): string => `  ${flags.padEnd(30)} ${description}\n`;

function nameOf(command: Command): string {
  const parent = command.parent;
  return parent === null || parent.parent === null ? command.name() : `${nameOf(parent)} ${command.name()}`;
}
