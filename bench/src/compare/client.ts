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
  const call = async (command: Command) => {
    const answer = answerOf(child, job);
    child.send(command);
    return answer;
  };
  try {
    await answerOf(child, job);
    return { call, kill };
  } catch (error) {
    kill();
    throw error;
  }
}

/** It answers one command after the other. */
function answerOf(child: ChildProcess, { role }: Job): Promise<Reading> {
  return new Promise((resolve, reject) => {
    const answered = ({ value, error }: { value: Reading; error?: string }) => {
      child.off('exit', ended);
      if (error === undefined) resolve(value);
      else reject(new Error(error));
    };
    const ended = (code: number | null) => {
      child.off('message', answered);
      reject(new Error(`the load client that was to ${role} ended with ${code}`));
    };
    child.once('message', answered).once('exit', ended);
  });
}
