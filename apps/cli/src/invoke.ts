import type { Command } from 'commander';
import { Client } from './api/client.js';
import { suggestName } from './api/suggest-name.js';
import type { Invocation } from './invocation.js';
import type { Io } from './io.js';
import { exitCodes, type ExitCode } from './exit-codes.js';
import { Out } from './output/out.js';
import type { GlobalOptions } from './settings/global-options.js';
import { findSecret } from './settings/secret.js';
import { resolveTarget } from './settings/target.js';

/** What a command does. Resolves with an exit code where it is not 0. */
type Work<O> = (invocation: Invocation, words: readonly string[], options: O) => Promise<ExitCode | void>;

/** Where commands find the world, and leave the exit code. */
export interface Cli {
  readonly io: Io;
  exitCode: ExitCode;
  /** Makes of what a command does what commander calls. */
  action<O>(work: Work<O>): (...given: unknown[]) => Promise<void>;
}

export function createCli(io: Io): Cli {
  const cli: Cli = {
    io,
    exitCode: exitCodes.ok,
    action:
      (work) =>
      async (...given) => {
        const command = given.at(-1) as Command;
        const options = command.optsWithGlobals<GlobalOptions>();
        const invocation = openInvocation(options, io);
        const words = command.processedArgs.flat().filter((word): word is string => word !== undefined);
        try {
          cli.exitCode = (await work(invocation, words, options as never)) ?? exitCodes.ok;
        } catch (error) {
          throw await suggestName(error, invocation);
        }
      },
  };
  return cli;
}

function openInvocation(options: GlobalOptions, io: Io): Invocation {
  const out = new Out(options, io);
  const target = resolveTarget(options, io.env);
  const client = new Client({
    ...{ target, signal: io.signal, printsCurl: options.curl === true },
    findSecret: () => findSecret(target, options, io, (text) => out.warn(text)),
  });
  return { client, out, io, target, inVhost: { vhost: target.vhost }, options };
}
