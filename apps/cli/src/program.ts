import { Argument, Command } from 'commander';
import { usageError, type CliError } from './cli-error.js';
import { commandGroups } from './commands/all.js';
import type { Cli } from './invoke.js';
import { paintFor } from './output/colours.js';
import { showError } from './output/show-error.js';
import { addGlobalOptions } from './settings/global-options.js';
import { readVersion } from './version.js';

const examples = `
Begin:
  howdah dev                                a broker of your own, with everything it needs
  howdah queue create orders --dead-letters declare a queue, and one for its dead letters
  howdah publish orders '{"id":1}'          publish
  howdah attention                          what is wrong now; exit code 1 when something is
  howdah top                                watch it

Exit codes: 0 done · 1 failed or something found · 2 wrong command line · 3 not found · 4 refused · 5 partly done
            6 nobody answers · 130 interrupted`;

/** All commands, ready to parse. */
export function createProgram(cli: Cli): Command {
  const program = new Command('howdah').description('The command line of Howdah, a message broker carried by Postgres.');
  const { stdout, stderr } = cli.io;
  const isColoured = paintFor(stdout, cli.io, true)('strong', 'x') !== 'x';
  program
    .version(readVersion(), '-V, --version', 'print the version')
    .helpOption('-h, --help', 'print help')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => stdout.write(text),
      writeErr: (text) => stderr.write(text),
      getOutHelpWidth: () => stdout.columns ?? 100,
      getErrHelpWidth: () => stderr.columns ?? 100,
      getOutHasColors: () => isColoured,
      getErrHasColors: () => paintFor(stderr, cli.io, true)('strong', 'x') !== 'x',
      outputError: (text, write) => write(showError(toUsageError(text), paintFor(stderr, cli.io, true))),
    })
    .configureHelp({
      showGlobalOptions: true,
      styleTitle: (text) => `\x1b[1m${text}\x1b[22m`,
      styleCommandText: (text) => `\x1b[36m${text}\x1b[39m`,
      styleSubcommandTerm: (text) => `\x1b[36m${text}\x1b[39m`,
    })
    .addHelpText('after', examples);
  addGlobalOptions(program);
  for (const [group, addCommands] of Object.entries(commandGroups)) {
    program.commandsGroup(`${group}:`);
    for (const add of addCommands) add(program, cli);
  }
  const help = new Command('help').description('Print the help of a command');
  program.addHelpCommand(help.addArgument(new Argument('[command]', 'which')));
  return program;
}

/** What commander says, in our form: "error: unknown command 'queu'\n(Did you mean queue?)". */
function toUsageError(text: string): CliError {
  const [said = '', suggestion = ''] = text
    .replace(/^error: /, '')
    .trim()
    .split('\n');
  const meant = /^\(Did you mean (?:one of )?(.+)\?\)$/.exec(suggestion)?.[1];
  const sentence = `${said.charAt(0).toUpperCase()}${said.slice(1).replace(/\.$/, '')}.`;
  return usageError(sentence, meant === undefined ? 'See --help.' : `Did you mean ${meant}?`);
}
