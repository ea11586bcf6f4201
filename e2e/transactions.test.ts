import { createDatabase } from '@howdah/testing';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import { connect, createInbox, openChannel, poll } from './amqp.js';
import { startBroker } from './broker.js';

const rounds = Number(process.env['HOWDAH_KILL_ROUNDS'] ?? 2);
const writerCount = 4;
/** ms for one round, with the start of a broker. */
const roundMsMax = 60_000;

test(
  'what applications commit is in the queue once and in order, though brokers are killed while they move it, and nothing that is rolled back',
  async () => {
    const { url } = await createDatabase();
    const variables = { HOWDAH_DATABASE_URL: url, HOWDAH_LOG_LEVEL: 'error' };
    const brokers = await Promise.all(Array.from({ length: rounds + 1 }, () => startBroker(variables)));
    await (await openChannel(brokers[0]!)).assertQueue('moved', { durable: true });
    const admin = await session(url);
    await admin.query('select howdah.grant_application(session_user)');

    const ending = new AbortController();
    const committed = Array.from({ length: writerCount }, (): string[] => []);
    const writing = committed.map(async (mine, writer) => write(await session(url), writer, mine, ending.signal));
    for (const victim of brokers.slice(1)) {
      // Some time while they are being moved, not always at the same place.
      const enough = committed.flat().length + 200 + Math.random() * 200;
      await poll(roundMsMax, async () => {
        await admin.query('select');
        return committed.flat().length > enough ? true : undefined;
      });
      victim.signal('SIGKILL');
      expect(await victim.exited).toBe('SIGKILL');
    }
    ending.abort();
    await Promise.all(writing);

    const inbox = createInbox();
    const channel = await (await connect(brokers[0]!)).createChannel();
    await channel.consume('moved', inbox.receive);
    const all = committed.flat();
    const received = await inbox.until((messages) => (messages.length >= all.length ? messages : undefined));
    const bodies = received.map(({ content }) => content.toString());
    await poll(roundMsMax, async () => ((await admin.query('select from howdah.intake')).rowCount === 0 ? true : undefined));
    expect((await admin.query('select from howdah.refused_publication')).rowCount).toBe(0);
    expect((await channel.checkQueue('moved')).messageCount).toBe(0);
    console.log(`${all.length} committed in ${rounds} rounds, ${bodies.length} received`);
    expect(bodies).toHaveLength(all.length);
    committed.forEach((mine, writer) => expect(bodies.filter((body) => body.startsWith(`${writer}.`))).toEqual(mine));
  },
  roundMsMax * (rounds + 1),
);

async function session(url: string): Promise<pg.Client> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  onTestFinished(() => client.end());
  return client;
}

/** Transactions of one to five messages, every third of them rolled back. */
async function write(client: pg.Client, writer: number, committed: string[], signal: AbortSignal): Promise<void> {
  for (let n = 0; !signal.aborted; n++) {
    const bodies = Array.from({ length: 1 + (n % 5) }, (_, i) => `${writer}.${n}.${i}`);
    await client.query('begin');
    await client.query('select pg_sleep(0.005)'); // transactions of several sessions overlap
    for (const body of bodies) await client.query(`select howdah.publish('moved', $1::text)`, [body]);
    if (n % 3 === 2) await client.query('rollback');
    else {
      await client.query('commit');
      committed.push(...bodies);
    }
  }
}
