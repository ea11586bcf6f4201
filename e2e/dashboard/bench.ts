import { randomBytes } from 'node:crypto';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { createDatabase } from '@howdah/testing';
import { startBroker, type Broker } from '../broker.js';
import { openPage } from '../browser.js';
import { accessibilityOf } from './accessibility.js';
import type { SharedBroker } from './shared-broker.js';

interface BenchOptions extends BrowserContextOptions {
  readonly variables?: Readonly<Record<string, string>>;
  /** Instead of a broker of its own. */
  readonly shared?: SharedBroker;
}

interface Answer {
  readonly status: number;
  readonly json: unknown;
}

const defaultVhost = '/';

/** A broker, or a virtual host of one, and a browser that looks at it. */
export class DashboardBench {
  /** What the page has complained about in its console. */
  readonly complaints: string[] = [];
  readonly url: string;
  readonly amqpUrl: string;

  private constructor(
    readonly broker: Broker,
    readonly vhost: string,
    readonly page: Page,
  ) {
    this.url = broker.url;
    const host = /AMQP +amqp:\/\/(\S+)/.exec(broker.output())![1]!;
    this.amqpUrl = `amqp://guest:guest@${host}${vhost === defaultVhost ? '' : `/${vhost}`}`;
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (line) => void (/Content Security Policy/.test(line.text()) && this.complaints.push(line.text())));
  }

  static async start({ variables = {}, shared, ...options }: BenchOptions = {}): Promise<DashboardBench> {
    if (shared === undefined) {
      const broker = await startBroker({ HOWDAH_DATABASE_URL: (await createDatabase()).url, ...variables });
      return new DashboardBench(broker, defaultVhost, await openPage(options));
    }
    const bench = new DashboardBench(shared.broker(), `v${randomBytes(4).toString('hex')}`, await openPage(options));
    await bench.ask('PUT', `/vhosts/${bench.vhost}`, {});
    await bench.askHere('PUT', '/permissions/guest', { configure: '.*', write: '.*', read: '.*' });
    return bench;
  }

  /** Asks the API as an administrator, or as somebody else. */
  async ask(method: string, path: string, body?: unknown, login = 'guest:guest'): Promise<Answer> {
    const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}`, 'content-type': 'application/json' };
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${this.url}/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: sent }) });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }

  /** About something of this test's virtual host. */
  askHere(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.ask(method, this.#here(path), body);
  }

  async declare(queue: string, args: Readonly<Record<string, unknown>> = {}): Promise<void> {
    const { status, json } = await this.askHere('PUT', `/queues/${queue}`, { arguments: args });
    if (status >= 300) throw new Error(`queue ${queue} was not declared: ${JSON.stringify(json)}`);
  }

  /** With one for its dead letters, called failed. */
  async declareWithDeadLetters(queue: string, args: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.declare('failed');
    await this.declare(queue, { 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': 'failed', ...args });
  }

  async publish(queue: string, ...bodies: readonly unknown[]): Promise<void> {
    await this.askHere('POST', `/queues/${queue}/messages`, { messages: bodies.map((body) => ({ body })) });
  }

  /** Takes what is ready and ends it so. */
  async settle(queue: string, outcome: string, error?: object): Promise<number> {
    const { json } = await this.askHere('POST', `/queues/${queue}/deliveries`, { max: 100, waitMs: 2_000 });
    const { messages } = json as { messages: { token: string }[] };
    const settlements = messages.map(({ token }) => ({ token, outcome, ...(error === undefined ? {} : { error }) }));
    if (settlements.length > 0) await this.askHere('POST', `/queues/${queue}/settlements`, { settlements });
    return messages.length;
  }

  /** How many messages wait in a queue. */
  async ready(queue: string): Promise<number> {
    return ((await this.askHere('GET', `/queues/${queue}/statistics`)).json as { ready: number }).ready;
  }

  /** Signs in by the form. */
  async signIn(path = '/', user = 'guest', password = 'guest'): Promise<void> {
    await this.page.goto(`${this.url}${this.#here(path)}`);
    await this.fillSignIn(user, password);
    await this.page
      .getByRole('navigation', { name: 'Pages' })
      .or(this.page.getByRole('button', { name: 'Pages' }))
      .first()
      .waitFor();
  }

  async fillSignIn(user: string, password: string): Promise<void> {
    await this.page.getByLabel('User', { exact: true }).fill(user);
    await this.page.getByLabel('Password').fill(password);
    await this.page.getByRole('button', { name: 'Sign in' }).click();
  }

  /** Signs in beside the page, for tests that are about something else. */
  async enter(path = '/'): Promise<void> {
    await this.page.context().request.post(`${this.url}/v1/session`, { data: { user: 'guest', password: 'guest' } });
    await this.visit(path);
  }

  /** Goes there, and waits until what is to be seen is there. */
  async visit(path: string): Promise<void> {
    await this.page.goto(`${this.url}${this.#here(path)}`);
    await this.settled();
  }

  async settled(): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).waitFor();
    await this.page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
    await this.page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' });
  }

  heading(name: string | RegExp) {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** What axe finds wrong with the page as it is, by WCAG 2.2 AA. */
  accessibility(): Promise<string[]> {
    return accessibilityOf(this.page);
  }

  #here(path: string): string {
    if (this.vhost === defaultVhost) return path;
    return `${path}${path.includes('?') ? '&' : '?'}vhost=${this.vhost}`;
  }
}
