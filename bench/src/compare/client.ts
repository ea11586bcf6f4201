import { fork, type ChildProcess } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Command, Job, Reading } from '../load/job.js';

const program = fileURLToPath(new URL('../load/main.js', import.meta.url));

/** A load client in a process of its own. */
export interface Client {
  call(command: Command): Promise<Reading>;
  /** Ends it, however it is. */
  kill(): void;
}

/** Resolves when its connections are open. */
export async function openClient(job: Job): Promise<Client> {
  const child = fork(program, [JSON.stringify(job)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const kill = () => void child.kill('SIGKILL');
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the load client that was to ${job.role} ended with ${code}`)));
  });
  ended.catch(() => undefined); // that it ends later concerns nobody here
  const call = async (command: Command) => {
    if (child.connected) child.send(command);
    return Promise.race([answerOf(child), ended]);
  };
  try {
    await Promise.race([answerOf(child), ended]);
    return { call, kill };
  } catch (error) {
    kill();
    throw error;
  }
}

/** It answers one command after the other. */
function answerOf(child: ChildProcess): Promise<Reading> {
  return new Promise((resolve, reject) => {
    child.once('message', ({ value, error }: { value: Reading; error?: string }) => {
      if (error === undefined) resolve(value);
      else reject(new Error(error));
    });
  });
}
