import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';

const topics = 'attention,queues,operations,overview';
/** As the dashboard's charts of the last quarter of an hour. */
const historyLengthMs = 15 * 60_000;
const historyIntervalMs = 5_000;

/** What each tab asks again and again, beside its stream. */
const pages: readonly ((from: string) => string)[] = [
  (from) => `/v1/overview/history?from=${from}`,
  () => '/v1/statistics/queues?vhost=%2F&limit=500',
  () => '/v1/consumers?vhost=%2F&limit=500',
];

/** Open tabs of the dashboard, one on each of the pages that ask most; without the browser. */
export class Dashboards {
  readonly #streams: IncomingMessage[] = [];
  readonly #timers: NodeJS.Timeout[] = [];
  #failure: Error | undefined;
  #events = 0;

  private constructor(private readonly base: URL) {}

  /** Resolves when each has had its first event. @throws when the broker refuses one. */
  static async open(restUrl: string): Promise<Dashboards> {
    const opened = new Dashboards(new URL(restUrl));
    try {
      for (const page of pages) await opened.#openTab(page);
      return opened;
    } catch (error) {
      opened.close();
      throw error;
    }
  }

  /** @throws when an answer was an error, or none was told anything but what it was told at first. */
  check(): void {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#events <= this.#streams.length) throw new Error('the dashboards were told nothing');
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const stream of this.#streams) stream.destroy();
  }

  async #openTab(page: (from: string) => string): Promise<void> {
    const stream = await this.#get(`/v1/events?topics=${topics}&vhost=%2F`);
    stream.on('data', () => this.#events++);
    this.#streams.push(stream);
    await once(stream, 'data');
    const ask = (): Promise<void> => this.#ask(page(new Date(Date.now() - historyLengthMs).toISOString()));
    await ask();
    this.#timers.push(setInterval(() => void ask(), historyIntervalMs));
  }

  async #ask(path: string): Promise<void> {
    try {
      (await this.#get(path)).resume();
    } catch (error) {
      this.#failure = error as Error;
    }
  }

  async #get(path: string): Promise<IncomingMessage> {
    const { username, password, origin } = this.base;
    const sent = request(new URL(path, origin), { auth: `${username}:${password}` });
    sent.end();
    const [answer] = (await once(sent, 'response')) as [IncomingMessage];
    if (answer.statusCode !== 200) throw new Error(`${path} was answered with ${answer.statusCode}`);
    return answer;
  }
}
