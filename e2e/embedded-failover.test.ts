import { expect, test } from 'vitest';
import { connect, createInbox, openChannel, poll, quiet } from './amqp.js';
import { startBroker, type Broker } from './broker.js';
import { temporaryDirectory } from './program.js';

const rounds = 2;
/** Until the dead node is cloned, on a busy machine. */
const wholeMsMax = 60_000;

test('what was confirmed before, while and after the embedded primary is killed is delivered, and the broker lives on', async () => {
  const broker = await startBroker({ HOWDAH_EMBEDDED: 'cluster', HOWDAH_DATA_DIR: await temporaryDirectory() });
  const channel = quiet(await (await connect(broker)).createConfirmChannel());
  await channel.assertQueue('orders', { durable: true });
  const confirmed = new Set<string>();
  let [published, isPublishing] = [0, true];
  const publish = (): void => {
    if (!isPublishing) return;
    const id = String((published += 1));
    channel.sendToQueue('orders', Buffer.from(id), { persistent: true }, (refused: unknown) => {
      if (refused === null) confirmed.add(id);
      setImmediate(publish);
    });
  };
  for (let ahead = 0; ahead < 20; ahead += 1) publish();

  for (let round = 1; round <= rounds; round += 1) {
    await poll(wholeMsMax, async () => ((await durability(broker)).startsWith('replicated') ? true : undefined));
    const before = confirmed.size;
    await poll(wholeMsMax, async () => (await breath(), confirmed.size > before + 100 ? true : undefined));
    const killedAt = performance.now();
    process.kill(primaryPid(broker, await durability(broker)), 'SIGKILL');
    const atKill = confirmed.size;
    await poll(wholeMsMax, async () => ((await durability(broker)).startsWith('single-copy') ? true : undefined));
    await poll(wholeMsMax, async () => (await breath(), confirmed.size > atKill + 50 ? true : undefined));
    console.log(
      `round ${round}: ${confirmed.size - atKill} confirmed ${Math.round(performance.now() - killedAt)} ms after the kill`,
    );
  }

  isPublishing = false;
  await channel.waitForConfirms().catch(() => undefined); // a nack is not a confirm
  const inbox = createInbox((message) => consuming.ack(message));
  const consuming = await (await connect(broker)).createChannel();
  await consuming.consume('orders', inbox.receive);
  await inbox.until((received) => {
    const delivered = new Set(received.map(({ content }) => content.toString()));
    return [...confirmed].every((id) => delivered.has(id)) ? true : undefined;
  });
  expect(inbox.received.every(({ content }) => Number(content.toString()) <= published)).toBe(true);
});

test('a killed broker leaves both nodes, the next one takes them over, and SIGTERM leaves nothing', async () => {
  const variables = { HOWDAH_EMBEDDED: 'cluster', HOWDAH_DATA_DIR: await temporaryDirectory() };
  const first = await startBroker(variables);
  const channel = await (await connect(first)).createConfirmChannel();
  quiet(channel);
  await channel.assertQueue('orders', { durable: true });
  channel.sendToQueue('orders', Buffer.from('kept'), { persistent: true });
  await channel.waitForConfirms();
  first.signal('SIGKILL');
  await first.exited;
  expect(nodePids(first).map(isAlive)).toEqual([true, true]);

  const second = await startBroker(variables);
  // Nobody's children any more: init reaps them when it comes to it.
  await poll(wholeMsMax, async () => (await breath(), nodePids(first).some(isAlive) ? undefined : true));
  const message = await (await openChannel(second)).get('orders', { noAck: true });
  expect(message && message.content.toString()).toBe('kept');

  const told = await poll(wholeMsMax, async () => {
    const { nodes, brokers } = (await (await ask(second, '/v1/cluster')).json()) as ClusterShown;
    return nodes.some(({ isReadFrom }) => isReadFrom) && brokers.some(({ isSelf, version }) => isSelf && version !== null)
      ? { nodes, brokers }
      : undefined;
  });
  expect(told.nodes.map(({ state }) => state).sort()).toEqual(['primary', 'replica']);
  expect(told.brokers.find(({ isSelf }) => isSelf)?.addresses).toContain(second.url);
  const standby = told.nodes.find(({ state }) => state === 'replica')!.node;
  const history = await ask(second, '/v1/overview/history');
  expect(history.headers.get('howdah-read-from')).toBe(standby);
  expect(Number(history.headers.get('howdah-staleness'))).toBeLessThanOrEqual(5_000);

  second.signal('SIGTERM');
  expect(await second.exited).toBe(0);
  expect(nodePids(second).map(isAlive)).toEqual([false, false]);
});

interface ClusterShown {
  readonly nodes: readonly { readonly node: string; readonly state: string; readonly isReadFrom: boolean }[];
  readonly brokers: readonly { readonly isSelf: boolean; readonly version: string | null; readonly addresses: string[] }[];
}

function ask({ url }: Broker, path: string): Promise<Response> {
  return fetch(`${url}${path}`, { headers: { authorization: `Basic ${Buffer.from('guest:guest').toString('base64')}` } });
}

/** One turn of the event loop with its sockets. */
const breath = (): Promise<void> => new Promise((resolve) => setTimeout(resolve, 5));

/** What /readyz says of it. */
async function durability({ url }: Broker): Promise<string> {
  const { checks } = (await (await fetch(`${url}/readyz`)).json()) as { checks: { name: string; detail: string }[] };
  return checks.find(({ name }) => name === 'embedded cluster')!.detail;
}

/** The last process that the broker named for the node that is primary. */
function primaryPid({ output }: Broker, detail: string): number {
  const node = /primary is node (\w)/.exec(detail)![1]!;
  const found = [...output().matchAll(new RegExp(`node ${node}, runs on port \\d+ \\(process (\\d+)\\)`, 'g'))];
  return Number(found.at(-1)![1]);
}

function nodePids({ output }: Broker): number[] {
  return [...output().matchAll(/runs on port \d+ \(process (\d+)\)/g)].map(([, pid]) => Number(pid));
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
