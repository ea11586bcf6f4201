import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { ConversationRecorder, writeConversations, type Conversation } from '../support/conversation.js';
import { startMemoryListener } from '../support/memory-listener.js';

/** Records anew what test/fixtures holds. Usage: see the README there. */

const here = import.meta.dirname;
const node = [process.execPath, '--import=tsx', join(here, 'clients/amqplib.ts')];
const python = process.env['PYTHON'] ?? '/usr/bin/python3';
const tool = (name: string, ...more: string[]) => [name, '--server=127.0.0.1', '--port=PORT', ...more];

/** The commands of each client, one after the other. */
const clients: Readonly<Record<string, string[][]>> = {
  amqplib: [[...node, 'PORT']],
  pika: [[python, join(here, 'clients/pika_session.py'), 'PORT']],
  'py-amqp': [[python, join(here, 'clients/py_amqp_session.py'), 'PORT']],
  'amqp-tools': [
    tool('amqp-declare-queue', '--queue=fixture', '--durable'),
    tool('amqp-publish', '--routing-key=fixture', '--persistent', '--content-type=text/plain', '--body=hello'),
    tool('amqp-publish', '--routing-key=fixture', '--header=kind: a', '--body=world'),
    tool('amqp-get', '--queue=fixture'),
    tool('amqp-consume', '--queue=fixture', '--count=1', 'cat'),
    tool('amqp-delete-queue', '--queue=fixture'),
  ],
};

for (const [name, commands] of Object.entries(clients)) {
  const conversations = await record(commands);
  await writeFile(join(here, `../fixtures/${name}.txt`), writeConversations(conversations));
  process.stdout.write(`${name}: ${conversations.map(({ length }) => length).join(' + ')} frames\n`);
}

async function record(commands: string[][]): Promise<Conversation[]> {
  const report = (message: string): void => void process.stderr.write(`${message}\n`);
  const { server, stop } = await startMemoryListener({ info: () => undefined, warn: report, error: report });
  const recorders: ConversationRecorder[] = [];
  const proxy = createServer((socket) => recorders.push(tap(socket, server.address.port))).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const { port } = proxy.address() as AddressInfo;
  for (const command of commands) await run(command.map((word) => word.replace('PORT', String(port))));
  proxy.close();
  await stop();
  return recorders.map(({ frames }) => frames);
}

/** Passes on both ways, and keeps what passed. */
function tap(client: Socket, port: number): ConversationRecorder {
  const recorder = new ConversationRecorder();
  const server = connect(port, '127.0.0.1');
  client.on('data', (chunk) => recorder.push('client', chunk)).pipe(server);
  server.on('data', (chunk) => recorder.push('server', chunk)).pipe(client);
  for (const socket of [client, server]) socket.on('error', () => undefined);
  return recorder;
}

async function run([command, ...words]: string[]): Promise<void> {
  const [code] = (await once(spawn(command!, words, { stdio: 'inherit' }), 'exit')) as [number | null];
  if (code !== 0) throw new Error(`${[command, ...words].join(' ')} ended with ${code}`);
}
