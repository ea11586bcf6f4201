import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** Resolves when a program has printed what matches; it reads on, so that the program can go on writing. */
export async function printed(child: ChildProcess, pattern: RegExp, signal: AbortSignal): Promise<RegExpExecArray> {
  let text = '';
  const matched = new Promise<RegExpExecArray>((resolve) => {
    child.stdout!.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const match = pattern.exec(text);
      if (match !== null) resolve(match);
    });
  });
  const ended = once(child, 'close', { signal }).then(() => Promise.reject(new Error(`the program has ended:\n${text}`)));
  ended.catch(() => undefined); // that it ends later concerns nobody here
  return Promise.race([matched, ended]);
}
