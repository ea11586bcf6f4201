import { Option, type Command } from 'commander';
import { formats, type Format } from '../output/formats.js';

/** Options that every command takes. */
export interface GlobalOptions {
  readonly url?: string;
  readonly context?: string;
  readonly user?: string;
  readonly password?: string;
  readonly passwordFile?: string;
  readonly vhost?: string;
  readonly output?: Format;
  readonly fields?: readonly string[];
  readonly curl?: true;
  readonly quiet?: true;
  readonly yes?: true;
  /** False with --no-input. */
  readonly input: boolean;
  /** False with --no-color. */
  readonly color: boolean;
}

export function addGlobalOptions(program: Command): Command {
  const add = (flags: string, description: string): Option => {
    const option = new Option(flags, description);
    program.addOption(option);
    return option;
  };
  add('-u, --url <url>', 'the API of the server (HOWDAH_URL; default http://127.0.0.1:15672)');
  add('-c, --context <context>', 'a server that was given a name (HOWDAH_CONTEXT)');
  add('--user <name>', 'who one is there (HOWDAH_USER; default guest)');
  add('--password-file <file>', 'file with the password or API token, readable by its owner alone (HOWDAH_PASSWORD_FILE)');
  add('--password <secret>', 'visible to everybody on this machine: better HOWDAH_PASSWORD').hideHelp();
  add('--vhost <vhost>', 'virtual host (HOWDAH_VHOST; default /)');
  add('-o, --output <format>', 'default: table on a terminal, else plain').choices(formats);
  add('--fields <names>', 'only these fields, with commas').argParser((text) => text.split(','));
  add('--curl', 'print the request as curl, and do not send it');
  add('-y, --yes', 'do not ask');
  add('--no-input', 'never ask for anything: fail instead');
  add('-q, --quiet', 'say nothing but data and errors');
  add('--no-color', 'no colours (NO_COLOR)');
  return program;
}
