import type { Argument, Command, Option } from 'commander';
import { Client } from '../api/client.js';
import { isNamed, namesOf } from '../api/names.js';
import type { Io } from '../io.js';
import { readContexts } from '../settings/contexts-file.js';
import type { GlobalOptions } from '../settings/global-options.js';
import { findSecret } from '../settings/secret.js';
import { resolveTarget } from '../settings/target.js';

/** Who waits for a Tab does not wait long. */
const answerMsMax = 1_500;
const namesMax = 200;

/** What the last word may become: `name` or `name<Tab>description`. Nothing where something goes wrong. */
export async function candidatesFor(program: Command, words: readonly string[], io: Io): Promise<string[]> {
  const before = words.slice(0, -1);
  const word = words.at(-1) ?? '';
  const place = walk(program, before);
  const found = await offer(place, word, program, io).catch(() => []);
  return found.filter((candidate) => candidate.startsWith(word));
}

/** Where in the line we are. */
interface Place {
  readonly command: Command;
  /** Waits for its value. */
  readonly option: Option | undefined;
  /** Words that are arguments, so far. */
  readonly given: readonly string[];
  readonly values: Readonly<Record<string, string>>;
}

function walk(program: Command, words: readonly string[]): Place {
  let command = program;
  let option: Option | undefined;
  let given: string[] = [];
  const values: Record<string, string> = {};
  for (const word of words) {
    if (option !== undefined) {
      values[option.attributeName()] = word;
      option = undefined;
      continue;
    }
    const known = optionsOf(command, program).find(({ short, long }) => word === short || word === long);
    if (known?.required === true) option = known;
    if (word.startsWith('-')) continue;
    const next = command.commands.find((one) => one.name() === word || one.aliases().includes(word));
    if (next !== undefined && given.length === 0) command = next;
    else given = [...given, word];
  }
  return { command, option, given, values };
}

const optionsOf = (command: Command, program: Command): readonly Option[] => [...command.options, ...program.options];

async function offer({ command, option, given, values }: Place, word: string, program: Command, io: Io): Promise<string[]> {
  if (option !== undefined) return valuesOf(placeholder(option.flags), option.argChoices, values, io);
  if (word.startsWith('-')) return optionsOf(command, program).flatMap(describeOption);
  if (command.commands.length > 0 && given.length === 0) return command.commands.flatMap(describeCommand);
  const argument: Argument | undefined =
    command.registeredArguments[given.length] ?? command.registeredArguments.find(({ variadic }) => variadic);
  return argument === undefined ? [] : valuesOf(argument.name(), argument.argChoices, values, io);
}

const placeholder = (flags: string): string => /[<[]([\w-]+)/.exec(flags)?.[1] ?? '';

function describeCommand(command: Command): string[] {
  return command.name().startsWith('__') ? [] : [`${command.name()}\t${command.description()}`];
}

function describeOption({ long, short, description, hidden }: Option): string[] {
  return hidden ? [] : [`${long ?? short ?? ''}\t${description}`];
}

/** What an argument or option is called says what it wants: <queue>, <exchange>, <context> … */
async function valuesOf(
  kind: string,
  choices: readonly string[] | undefined,
  values: Readonly<Record<string, string>>,
  io: Io,
): Promise<string[]> {
  if (choices !== undefined) return [...choices];
  if (kind === 'context') return Object.keys(readContexts(io.env).contexts);
  if (kind === 'target' || kind === 'destination') return valuesOf('queue', undefined, values, io);
  if (!isNamed(kind)) return [];
  const options: GlobalOptions = { ...values, input: false, color: false };
  const target = resolveTarget(options, io.env);
  const findOwn = () => findSecret(target, options, io, () => undefined);
  const client = new Client({ target, findSecret: findOwn, printsCurl: false, signal: io.signal, answerMsMax });
  return namesOf(kind, client, target.vhost, namesMax);
}
