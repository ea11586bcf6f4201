import { measure, mediansOf, type Sample } from '../measure.js';
import { table, thousands } from '../table.js';
import type { Databases } from './databases.js';
import { messageOf, openEngine, publish, work } from './run-engine.js';
import { UsualTable } from './usual-table.js';

const MESSAGES = 50_000;
const BATCH = 500;
const BODY_BYTES = 1024;

/** Insert, claim and ack of 1 KiB messages, 500 at a time: the usual table against runs. */
export async function engineCase(postgresPid: number, databases: Databases, rounds: number): Promise<void> {
  const usual = await UsualTable.open(await databases.create('usual'));
  const engine = await openEngine(await databases.create('engine'));
  const body = Buffer.alloc(BODY_BYTES, 'x');
  const message = messageOf(body);
  const samples: Record<'usual' | 'runs', Sample[]> = { usual: [], runs: [] };

  const usualRound = async (): Promise<void> => {
    const bodies = new Array<Buffer>(BATCH).fill(body);
    for (let i = 0; i < MESSAGES; i += BATCH) await usual.insert(bodies);
    for (let i = 0; i < MESSAGES; i += BATCH) await usual.ack(await usual.claim(BATCH));
  };
  const engineRound = async (): Promise<void> => {
    await publish(engine.store, 1, message, MESSAGES, BATCH * 2);
    await work(engine.store, 1, MESSAGES, BATCH);
    await engine.store.flush();
  };

  for (let round = 0; round < rounds; round++) {
    samples.usual.push(await measure(postgresPid, MESSAGES, usualRound));
    samples.runs.push(await measure(postgresPid, MESSAGES, engineRound));
  }
  await usual.close();
  await engine.close();

  const [peer, ours] = [mediansOf(samples.usual), mediansOf(samples.runs)];
  console.log(
    `\nInsert + claim + ack, 1 KiB, ${BATCH} at a time, nothing handed over from memory (medians of ${rounds} rounds)\n`,
  );
  console.log(
    table(
      ['engine', 'messages/s', 'Postgres µs', 'Node µs'],
      [
        ['one row a message', thousands(peer.rate), peer.postgresCpu.toFixed(1), peer.nodeCpu.toFixed(1)],
        ['runs', thousands(ours.rate), ours.postgresCpu.toFixed(1), ours.nodeCpu.toFixed(1)],
        [
          'ratio',
          (ours.rate / peer.rate).toFixed(2),
          (ours.postgresCpu / peer.postgresCpu).toFixed(2),
          (ours.nodeCpu / peer.nodeCpu).toFixed(2),
        ],
      ],
    ),
  );
}
