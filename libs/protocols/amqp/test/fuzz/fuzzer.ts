import { encodeMethod } from '../../src/codec/method-codec.js';
import { frameType } from '../../src/spec/constants.js';
import type { MethodName } from '../../src/spec/methods.js';
import { startMemoryListener, type MemoryListener } from '../support/memory-listener.js';
import { fuzzCase } from './fuzz-case.js';
import { FuzzClient } from './fuzz-client.js';
import { contentHeader, frameOf } from './random-frames.js';

export interface FuzzOptions {
  /** The same seed makes the same cases. */
  readonly seed: number;
  /** How many damaged frames to send, at least. */
  readonly frames: number;
  /** The first case: to repeat one. Default 0. */
  readonly firstCase?: number;
}

export interface FuzzReport {
  readonly frames: number;
  readonly connections: number;
  /** How conversations and channels ended, and how often. */
  readonly ends: ReadonlyMap<string, number>;
  /** Resident memory of the process, clients included, bytes. */
  readonly peakBytes: number;
}

const connectionsAtOnce = 32;
/** A listener is asked for this many, then another one begins without what was declared and stored. */
const casesPerListener = 1_000;
/** Bodies beyond it are refused. */
const maxBodyBytes = 1024 * 1024;

/** Damaged conversations until enough frames were sent. Throws at the first thing that must not happen. */
export async function fuzz({ seed, frames, firstCase = 0 }: FuzzOptions): Promise<FuzzReport> {
  const ends = new Map<string, number>();
  const report = { frames: 0, connections: 0, ends, peakBytes: 0 };
  while (report.frames < frames) {
    await withListener(async ({ server }) => {
      const end = report.connections + casesPerListener;
      const work = async (): Promise<void> => {
        while (report.connections < end && report.frames < frames) {
          const outcome = await fuzzCase(server.address.port, seed, firstCase + report.connections++);
          report.frames += outcome.frames;
          for (const one of outcome.ends) ends.set(one, (ends.get(one) ?? 0) + 1);
        }
      };
      await Promise.all(Array.from({ length: connectionsAtOnce }, work));
    });
    report.peakBytes = Math.max(report.peakBytes, process.memoryUsage.rss());
  }
  return report;
}

/** Beside a connection that behaves: it is served afterwards as before, and is the only one that is left. */
async function withListener(work: (listener: MemoryListener) => Promise<void>): Promise<void> {
  const failures: string[] = [];
  const note = (message: string, fields: unknown): void => void failures.push(`${message} ${JSON.stringify(fields)}`);
  const warn = (message: string, fields: { reply?: unknown } = {}): void => {
    if (String(fields.reply).startsWith('INTERNAL_ERROR')) note(message, fields);
  };
  const listener = await startMemoryListener({ info: () => undefined, warn, error: note }, { options: { maxBodyBytes } });
  const witness = await FuzzClient.open(listener.server.address.port);
  await roundTrip(witness);
  await work(listener);
  await roundTrip(witness);
  await onlyOneLeft(listener);
  witness.destroy();
  await listener.stop();
  if (failures.length > 0) throw new Error(`the listener complained:\n${failures.join('\n')}`);
}

/** Publishes into a queue of its own, with a confirm, and gets it back. */
async function roundTrip(client: FuzzClient): Promise<void> {
  const queue = 'witness';
  const flags = { passive: false, durable: false, exclusive: true, autoDelete: false, nowait: true };
  client.send(1, 'confirm.select', { nowait: true });
  client.send(1, 'queue.declare', { queue, ...flags, arguments: [] });
  client.write([
    frameOf(
      frameType.method,
      1,
      encodeMethod('basic.publish', { exchange: '', routingKey: queue, mandatory: false, immediate: false }),
    ),
    frameOf(frameType.header, 1, Buffer.concat([contentHeader(1), Buffer.from([0, 0])])),
    frameOf(frameType.body, 1, Buffer.from('x')),
  ]);
  await expectFrom(client, 'basic.ack');
  client.send(1, 'basic.get', { queue, noAck: true });
  await expectFrom(client, 'basic.get-ok');
}

async function expectFrom(client: FuzzClient, answer: MethodName): Promise<void> {
  const isServed = await client.wait((_channel, { name }) => name === answer, 30_000);
  if (!isServed || client.isOver) throw new Error(`a connection that behaves waits for ${answer} in vain`);
}

async function onlyOneLeft({ server }: MemoryListener): Promise<void> {
  const deadline = Date.now() + 30_000;
  while (server.connectionCount > 1) {
    if (Date.now() > deadline) throw new Error(`${server.connectionCount - 1} connections are left behind`);
    await new Promise(setImmediate);
  }
}
