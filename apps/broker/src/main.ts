import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { printConfig, readConfig } from './config.js';
import { tuneHeap } from './heap.js';
import { serve } from './serve.js';
import { explain, StartupError } from './startup-error.js';

tuneHeap();
process.exit(await run());

async function run(): Promise<0 | 1> {
  try {
    const { printsConfig } = readArguments();
    const { config, warnings } = readConfig(process.env);
    if (!printsConfig) return await serve(config, warnings, readVersion());
    process.stdout.write(printConfig(config));
    return 0;
  } catch (error) {
    const explanation = explain(error);
    if (explanation === undefined) throw error;
    process.stderr.write(`Howdah does not start. ${explanation}\n`);
    return 1;
  }
}

function readArguments(): { readonly printsConfig: boolean } {
  try {
    const { values } = parseArgs({ options: { 'print-config': { type: 'boolean', default: false } } });
    return { printsConfig: values['print-config'] };
  } catch (error) {
    throw new StartupError((error as Error).message, {
      cause: error,
      remedy: 'The only argument is --print-config; the rest is set by variables HOWDAH_….',
    });
  }
}

function readVersion(): string {
  return (JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')) as { version: string }).version;
}
