import type { ConsumeJob, PublishJob } from '../job.js';

interface Outgoing {
  readonly body: Buffer;
  readonly routingKey: string;
  readonly priority: number | undefined;
}

/** One connection that publishes. */
export interface Sender {
  /** `done` is called when the server answers for the message, or with why it does not. */
  send(message: Outgoing, done: (error: Error | null) => void): void;
  close(): Promise<void>;
}

/** `queue` is the index of its name in the job. */
export type Receive = (queue: number, body: Buffer, redelivered: boolean) => void;

interface Receiver {
  /** Acknowledges what has come and closes its connections. */
  close(): Promise<void>;
}

/** A way to publish and to consume. */
export interface Api {
  openSender(job: PublishJob): Promise<Sender>;
  openReceiver(job: ConsumeJob, receive: Receive): Promise<Receiver>;
}
