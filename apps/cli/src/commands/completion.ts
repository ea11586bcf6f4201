import { Argument, type Command } from 'commander';
import { candidatesFor } from '../completion/candidates.js';
import { completionScripts, shells } from '../completion/scripts.js';
import type { Cli } from '../invoke.js';

export function addCompletionCommands(program: Command, cli: Cli): void {
  program
    .command('completion')
    .description('A script by which a shell completes commands, options and names')
    .addArgument(new Argument('<shell>', 'which shell').choices(shells))
    .addHelpText(
      'after',
      `
  bash  source <(howdah completion bash)         in ~/.bashrc
  zsh   source <(howdah completion zsh)          in ~/.zshrc, after compinit
  fish  howdah completion fish | source          in ~/.config/fish/config.fish`,
    )
    .action((shell: (typeof shells)[number]) => void cli.io.stdout.write(completionScripts[shell]));
  program
    .command('__complete', { hidden: true })
    .argument('[words...]')
    .allowUnknownOption()
    .helpOption(false)
    .action(async (words: readonly string[]) => {
      const candidates = await candidatesFor(program, words, cli.io);
      cli.io.stdout.write(candidates.map((candidate) => `${candidate}\n`).join(''));
    });
}
