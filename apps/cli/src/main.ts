import { run } from './run.js';

const end = new AbortController();
for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
  process.once(name, () => end.abort(new Error(`ended by ${name}`)));
}
process.stdout.on('error', (error) => end.abort(error));
process.stderr.on('error', () => undefined);

const { stdin, stdout, stderr, env } = process;
process.exitCode = await run(process.argv.slice(2), { stdin, stdout, stderr, env, signal: end.signal });
// Something that was piped in and never read would keep the process.
stdin.unref?.();
