const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;

/** The few calls of the API that take a message through a broker. */
export class HttpClient {
  readonly #address: string;

  constructor(address: string) {
    this.#address = address;
  }

  declare(queue: string): Promise<unknown> {
    return this.#call('PUT', `/v1/queues/${queue}`, {});
  }

  publish(queue: string, body: unknown): Promise<unknown> {
    return this.#call('POST', `/v1/queues/${queue}/messages`, { body });
  }

  async receive(queue: string, options: { max?: number; waitMs?: number } = {}): Promise<readonly Received[]> {
    const answer = (await this.#call('POST', `/v1/queues/${queue}/deliveries`, { waitMs: 5_000, ...options })) as {
      messages: Received[];
    };
    return answer.messages;
  }

  acknowledge(queue: string, { token }: Received): Promise<unknown> {
    return this.#call('POST', `/v1/queues/${queue}/settlements`, { settlements: [{ token, outcome: 'ack' }] });
  }

  async #call(method: string, path: string, body: unknown): Promise<unknown> {
    const headers = { authorization, 'content-type': 'application/json' };
    const response = await fetch(this.#address + path, { method, headers, body: JSON.stringify(body) });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text}`);
    return JSON.parse(text);
  }
}

export interface Received {
  readonly token: string;
  readonly body: unknown;
}
