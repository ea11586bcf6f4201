import { setTimeout as pause } from 'node:timers/promises';
import amqp, { type ChannelModel } from 'amqplib';
import type { Broker } from '../stage/broker.js';
import { aroundFrom, retryMs, type ClientContext } from './client.js';

/** A peer that is silent for two of them is taken for dead, s. */
const heartbeatSeconds = 2;
const connectMsMax = 3_000;

/** Resolves when the connection has gone, for whatever reason. */
type Session = (connection: ChannelModel, broker: Broker, ended: AbortSignal) => Promise<void>;

/** One connection after the other, each to the next broker that takes it, until the client is stopped. */
export async function keepConnected(context: ClientContext, session: Session): Promise<void> {
  for (const broker of aroundFrom(context)) {
    if (context.stopped.aborted) return;
    await connectTo(broker, session).catch(() => undefined); // what was under way is unknown; the session has written that
    if (!context.stopped.aborted) await pause(retryMs);
  }
}

async function connectTo(broker: Broker, session: Session): Promise<void> {
  const connection = await amqp.connect(`${broker.amqpUrl}?heartbeat=${heartbeatSeconds}`, { timeout: connectMsMax });
  const ended = new AbortController();
  connection.on('error', () => undefined); // 'close' follows
  connection.on('close', () => ended.abort());
  try {
    await session(connection, broker, ended.signal);
  } finally {
    await connection.close().catch(() => undefined);
  }
}

/** Resolves when one of them is aborted. */
export function anyAborted(...signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  return any.aborted
    ? Promise.resolve()
    : new Promise((resolve) => any.addEventListener('abort', () => resolve(), { once: true }));
}
