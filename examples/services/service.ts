import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { printed } from '../environment/printed.js';

/** A service in a process of its own. */
export interface Service {
  /** What of its first words the pattern's group has matched. */
  readonly said: string;
  /** As Kubernetes does. Resolves with what it has printed of its end; rejects when it has not ended well. */
  stop(): Promise<RegExpExecArray>;
}

interface Program {
  readonly command: readonly [string, ...string[]];
  readonly env: Readonly<Record<string, string>>;
  readonly ready: RegExp;
  readonly stopped: RegExp;
  readonly signal: AbortSignal;
}

export async function startService({ command: [file, ...parameters], env, ready, stopped, signal }: Program): Promise<Service> {
  const child = spawn(file, parameters, { env: { ...process.env, ...env }, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'close');
  exited.catch(() => undefined); // told to whoever waits for its first words
  const end = printed(child, stopped, signal);
  end.catch(() => undefined);
  const kill = (): boolean => child.kill('SIGKILL');
  signal.addEventListener('abort', kill, { once: true });
  const [, said = ''] = await printed(child, ready, signal);
  return {
    said,
    async stop() {
      child.kill('SIGTERM');
      const [code] = (await exited) as [number | null];
      signal.removeEventListener('abort', kill);
      if (code !== 0) throw new Error(`${file} ${parameters.join(' ')} ended with ${code}`);
      return end;
    },
  };
}

/** A program of these examples, run as this one is. */
export const nodeProgram = (path: string): readonly [string, ...string[]] => [process.execPath, ...process.execArgv, path];
