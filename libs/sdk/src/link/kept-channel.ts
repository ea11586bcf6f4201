import type { Channel } from 'rabbitmq-client';

/** A channel that is opened when it is first needed, and again after it has ended. */
export class KeptChannel {
  #channel: Promise<Channel> | undefined;

  constructor(private readonly open: () => Promise<Channel>) {}

  get(): Promise<Channel> {
    this.#channel ??= this.#openOnce();
    return this.#channel;
  }

  async #openOnce(): Promise<Channel> {
    const forget = (): void => void (this.#channel = undefined);
    try {
      const channel = await this.open();
      channel.once('close', forget);
      return channel;
    } catch (error) {
      forget();
      throw error;
    }
  }
}
