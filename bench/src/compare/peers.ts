import type { ApiName, Target } from '../load/job.js';
import type { Server, ServerName } from './servers/server.js';

export const peerNames = [
  'howdah',
  'rabbitmq-classic',
  'rabbitmq-quorum',
  'howdah-workers',
  'howdah-two',
  'howdah-replicated',
  'rabbitmq-quorum-3',
  'graphile-worker',
  'pg-boss',
  'bullmq',
] as const;
export type PeerName = (typeof peerNames)[number];

interface PeerKind {
  readonly server: ServerName;
  readonly api: ApiName;
  /** Of the queues that it declares. */
  readonly queueArguments: Readonly<Record<string, unknown>>;
  /** Packages of npm with their versions. */
  readonly npm: Readonly<Record<string, string>>;
}

const kind = (
  server: ServerName,
  api: ApiName,
  { queueArguments = {}, npm = {} }: Partial<Pick<PeerKind, 'queueArguments' | 'npm'>> = {},
): PeerKind => ({ server, api, queueArguments, npm });

export const peerKinds: Readonly<Record<PeerName, PeerKind>> = {
  howdah: kind('howdah', 'amqp'),
  'rabbitmq-classic': kind('rabbitmq', 'amqp', { queueArguments: { 'x-queue-type': 'classic' } }),
  'rabbitmq-quorum': kind('rabbitmq', 'amqp', { queueArguments: { 'x-queue-type': 'quorum' } }),
  'howdah-workers': kind('howdah-workers', 'amqp'),
  'howdah-two': kind('howdah-two', 'amqp'),
  'howdah-replicated': kind('howdah-replicated', 'amqp'),
  'rabbitmq-quorum-3': kind('rabbitmq-cluster', 'amqp', { queueArguments: { 'x-queue-type': 'quorum' } }),
  'graphile-worker': kind('postgres', 'graphile-worker', { npm: { 'graphile-worker': '0.18.0' } }),
  'pg-boss': kind('postgres', 'pg-boss', { npm: { 'pg-boss': '12.38.0' } }),
  bullmq: kind('redis', 'bullmq', { npm: { bullmq: '6.7.0', ioredis: '5.11.1' } }),
};

const rabbitmqs: readonly PeerName[] = ['rabbitmq-classic', 'rabbitmq-quorum'];
export const jobQueues: readonly PeerName[] = ['graphile-worker', 'pg-boss', 'bullmq'];
export const brokers: readonly PeerName[] = ['howdah', ...rabbitmqs];

/** Who is set against whom: one against the best of the others. */
export interface Comparison {
  readonly title: string;
  readonly one: PeerName;
  readonly others: readonly PeerName[];
}

export const againstRabbitmq: Comparison = { title: 'howdah / better RabbitMQ', one: 'howdah', others: rabbitmqs };

/** One that runs. */
export interface Peer extends Pick<PeerKind, 'queueArguments'> {
  readonly name: PeerName;
  readonly target: Target;
  readonly server: Server;
}
