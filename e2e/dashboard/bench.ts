import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { BrowserContextOptions, Page } from '@playwright/test';
import { createDatabase } from '@howdah/testing';
import { startBroker } from '../broker.js';
import { openPage } from '../browser.js';

interface BenchOptions extends BrowserContextOptions {
  readonly variables?: Readonly<Record<string, string>>;
}

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** A broker with a database of its own, and a browser that looks at it. */
export class DashboardBench {
  /** What the page has complained about in its console. */
  readonly complaints: string[] = [];

  private constructor(
    readonly url: string,
    readonly amqpUrl: string,
    readonly page: Page,
    readonly broker: Awaited<ReturnType<typeof startBroker>>,
  ) {
    page.on('pageerror', ({ message }) => this.complaints.push(message));
    page.on('console', (line) => void (/Content Security Policy/.test(line.text()) && this.complaints.push(line.text())));
  }

  static async start({ variables = {}, ...options }: BenchOptions = {}): Promise<DashboardBench> {
    const broker = await startBroker({ HOWDAH_DATABASE_URL: (await createDatabase()).url, ...variables });
    const amqpUrl = /AMQP +(amqp:\S+)/.exec(broker.output())![1]!.replace('://', '://guest:guest@');
    return new DashboardBench(broker.url, amqpUrl, await openPage(options), broker);
  }

  /** Asks the API as an administrator, or as somebody else. */
  async ask(method: string, path: string, body?: unknown, login = 'guest:guest'): Promise<{ status: number; json: unknown }> {
    const headers = { authorization: `Basic ${Buffer.from(login).toString('base64')}`, 'content-type': 'application/json' };
    const sent = typeof body === 'string' ? body : JSON.stringify(body);
    const response = await fetch(`${this.url}/v1${path}`, { method, headers, ...(body === undefined ? {} : { body: sent }) });
    const text = await response.text();
    return { status: response.status, json: text === '' ? undefined : JSON.parse(text) };
  }

  async declare(queue: string, args: Readonly<Record<string, unknown>> = {}): Promise<void> {
    await this.ask('PUT', `/queues/${queue}`, { arguments: args });
  }

  async publish(queue: string, ...bodies: readonly unknown[]): Promise<void> {
    await this.ask('POST', `/queues/${queue}/messages`, { messages: bodies.map((body) => ({ body })) });
  }

  /** Takes what is ready and ends it so. */
  async settle(queue: string, outcome: string, error?: object): Promise<number> {
    const { json } = await this.ask('POST', `/queues/${queue}/deliveries`, { max: 100, waitMs: 2_000 });
    const { messages } = json as { messages: { token: string }[] };
    const settlements = messages.map(({ token }) => ({ token, outcome, ...(error === undefined ? {} : { error }) }));
    if (settlements.length > 0) await this.ask('POST', `/queues/${queue}/settlements`, { settlements });
    return messages.length;
  }

  async signIn(path = '/', user = 'guest', password = 'guest'): Promise<void> {
    await this.page.goto(`${this.url}${path}`);
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

  heading(name: string | RegExp) {
    return this.page.getByRole('heading', { level: 1, name });
  }

  /** What axe finds wrong with the page as it is, by WCAG 2.2 AA. */
  async accessibility(): Promise<string[]> {
    // The page's own policy lets no script in; the debugger may evaluate one.
    await this.page.evaluate(axe);
    return this.page.evaluate(async () => {
      const { axe: tool } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
      interface Violation {
        readonly id: string;
        readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
      }
      const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
      const { violations } = await tool.run({ runOnly: { type: 'tag', values: tags } });
      return violations.map(
        ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
      );
    });
  }
}
