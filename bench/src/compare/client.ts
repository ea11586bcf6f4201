import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Arrived, Command, Job, Reading } from '../load/job.js';

const program = fileURLToPath(new URL('../load/main.js', import.meta.url));

/** A load client in a process of its own. */
export interface Client {
  /** One command after the other. */
  call(command: Command): Promise<Reading>;
  /** Has this client told how many messages have come at another one. */
  followArrivals(consumer: Client): void;
  onArrived(listener: (arrived: Arrived) => void): void;
  /** Ends it, however it is. */
  kill(): void;
}

type Answer = { readonly value: Reading } | { readonly error: string };

/** Resolves when its connections are open. */
export async function openClient(job: Job): Promise<Client> {
  const child = fork(program, [JSON.stringify(job)], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  let onAnswer: (answer: Answer) => void = () => undefined;
  let onArrived: (arrived: Arrived) => void = () => undefined;
  child.on('message', (message: Answer | Arrived) => ('arrived' in message ? onArrived(message) : onAnswer(message)));
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the load client that was to ${job.role} ended with ${code}`)));
  });
  ended.catch(() => undefined); // that it ends later concerns nobody here
  const answered = async (): Promise<Reading> => {
    const answer = await Promise.race([new Promise<Answer>((resolve) => (onAnswer = resolve)), ended]);
    if ('error' in answer) throw new Error(answer.error);
    return answer.value;
  };
  const send = (message: Command | Arrived) => void (child.connected && child.send(message));
  const client: Client = {
    call: (command) => (send(command), answered()),
    followArrivals: (consumer) => consumer.onArrived(send),
    onArrived: (listener) => void (onArrived = listener),
    kill: () => void child.kill('SIGKILL'),
  };
  try {
    await answered();
    return client;
  } catch (error) {
    client.kill();
    throw error;
  }
}
