// A client of a load, in a process of its own: what it costs is not the server's cost. Its argument is a Job as JSON.
import { amqpApi, connect } from './apis/amqp.js';
import type { Api, Sender } from './apis/api.js';
import { bullMqApi } from './apis/bullmq.js';
import { graphileWorkerApi } from './apis/graphile-worker.js';
import { pgBossApi } from './apis/pg-boss.js';
import { restApi } from './apis/rest.js';
import { Consuming } from './consuming.js';
import type { ApiName, Arrived, Command, ConnectJob, ConsumeJob, Job, PublishJob } from './job.js';
import { Publishing } from './publishing.js';

const apis: Readonly<Record<ApiName, Api>> = {
  amqp: amqpApi,
  rest: restApi,
  'graphile-worker': graphileWorkerApi,
  'pg-boss': pgBossApi,
  bullmq: bullMqApi,
};

type Handle = (command: Command | Arrived) => unknown;

/** How often a consumer tells how far it is. */
const arrivedEveryMs = 10;

/** Connections that are opened at a time. */
const openingMax = 32;

const job = JSON.parse(process.argv[2]!) as Job;
const handle = await open(job);
process.on('disconnect', () => process.exit(1));
process.on('message', (command: Command | Arrived) => {
  if ('arrived' in command) return void handle(command);
  Promise.resolve(handle(command)).then(
    (value) => process.send!({ value }, () => command.name === 'close' && process.exit(0)),
    (error: Error) => process.send!({ error: error.message }),
  );
});
process.send!({ value: 'open' });

function open(wanted: Job): Promise<Handle> {
  if (wanted.role === 'publish') return openPublishing(wanted);
  return wanted.role === 'consume' ? openConsuming(wanted) : openConnections(wanted);
}

async function openPublishing(wanted: PublishJob): Promise<Handle> {
  const senders: Sender[] = [];
  // One after the other: the first may have tables to make.
  for (let i = 0; i < wanted.connections; i++) senders.push(await apis[wanted.api].openSender(wanted));
  const publishing = new Publishing(wanted, senders);
  return async (command) => {
    if ('arrived' in command) return publishing.arrived(command.arrived);
    const { name } = command;
    if (name === 'start') publishing.start();
    if (name === 'mark') publishing.mark();
    if (name === 'stop') await publishing.stop();
    if (name === 'close') await Promise.all(senders.map((sender) => sender.close()));
    return publishing.read();
  };
}

async function openConsuming(wanted: ConsumeJob): Promise<Handle> {
  const consuming = new Consuming(wanted);
  const receiver = await apis[wanted.api].openReceiver(wanted, (...message) => consuming.receive(...message));
  setInterval(() => process.send!({ arrived: consuming.total } satisfies Arrived), arrivedEveryMs);
  return async (command) => {
    if ('arrived' in command) return;
    if (command.name === 'mark') consuming.mark();
    if (command.name === 'expect') await consuming.expect(command.count, command.timeoutMs);
    if (command.name === 'close') await receiver.close();
    return consuming.read();
  };
}

async function openConnections({ url, connections }: ConnectJob): Promise<Handle> {
  let left = connections;
  const openShare = async (): Promise<void> => {
    while (left-- > 0) await connect(url);
  };
  await Promise.all(Array.from({ length: openingMax }, openShare));
  // They end with the process.
  return () => undefined;
}
