import pg from 'pg';
import type { Target } from '../load/job.js';
import { connect } from '../load/apis/amqp.js';
import type { Peer } from './peers.js';

export interface GroundWanted {
  readonly queues: number;
  /** Every queue gets every message. */
  readonly fanOut?: boolean;
  /** Of the queues, beside the peer's own. */
  readonly queueArguments?: Readonly<Record<string, unknown>>;
}

/** Empty queues to measure on. */
export interface Ground {
  readonly target: Target;
  readonly queues: readonly string[];
  readonly exchange: string;
  readonly routingKeys: readonly string[];
}

/** Queues that are declared at a time. */
const declaringMax = 100;

let grounds = 0;

/** Makes queues for the work, and removes them. @throws when they are not empty then. */
export async function withGround<T>(peer: Peer, wanted: GroundWanted, work: (ground: Ground) => Promise<T>): Promise<T> {
  const name = `bench-${process.pid}-${++grounds}`;
  if (peer.target.api === 'bullmq') return work(oneQueue(name, peer.target));
  return peer.target.api === 'amqp' || peer.target.api === 'rest'
    ? onBroker(name, peer, wanted, work)
    : onDatabase(name, peer, work);
}

function oneQueue(name: string, target: Target): Ground {
  return { target, queues: [name], exchange: '', routingKeys: [name] };
}

/** Job queues keep what is done in their tables: each work has a database of its own. */
async function onDatabase<T>(name: string, { target, server }: Peer, work: (ground: Ground) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: server.databaseUrl });
  await client.connect();
  const url = new URL(target.url);
  url.pathname = name;
  try {
    await client.query(`create database ${pg.escapeIdentifier(name)}`);
    return await work(oneQueue(name, { ...target, url: url.href }));
  } finally {
    await client.query(`drop database if exists ${pg.escapeIdentifier(name)} with (force)`);
    await client.end();
  }
}

async function onBroker<T>(name: string, peer: Peer, wanted: GroundWanted, work: (ground: Ground) => Promise<T>): Promise<T> {
  const connection = await connect(peer.server.url);
  const channel = await connection.createChannel();
  const queues = Array.from({ length: wanted.queues }, (_, i) => `${name}-${i}`);
  const exchange = wanted.fanOut ? name : '';
  const settings = { durable: true, arguments: { ...peer.queueArguments, ...wanted.queueArguments } };
  try {
    await inPortions(queues, (queue) => channel.assertQueue(queue, settings));
    if (wanted.fanOut) {
      await channel.assertExchange(name, 'fanout');
      await inPortions(queues, (queue) => channel.bindQueue(queue, name, ''));
    }
    const done = await work({ target: peer.target, queues, exchange, routingKeys: wanted.fanOut ? [''] : queues });
    for (const queue of queues.slice(0, declaringMax)) await refuseLeftovers(queue, channel.checkQueue(queue));
    return done;
  } finally {
    if (wanted.fanOut) await channel.deleteExchange(name);
    await inPortions(queues, (queue) => channel.deleteQueue(queue));
    await connection.close();
  }
}

async function refuseLeftovers(queue: string, found: Promise<{ messageCount: number }>): Promise<void> {
  const { messageCount } = await found;
  if (messageCount > 0) throw new Error(`${queue} holds ${messageCount} messages after every one was acknowledged`);
}

async function inPortions(names: readonly string[], work: (name: string) => Promise<unknown>): Promise<void> {
  for (let i = 0; i < names.length; i += declaringMax) await Promise.all(names.slice(i, i + declaringMax).map(work));
}
