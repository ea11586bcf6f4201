import { FuzzClient, frameMax } from './fuzz-client.js';
import { judge, mayCloseChannel, mayCloseConnection, type Judgement } from './judge.js';
import { mutate } from './mutations.js';
import { Random } from './random.js';
import { handshakeFrames, channelFrames } from './seeds.js';

/** An answer that does not come in so long never comes. */
const answerMsMax = 30_000;
/** A handshake that was damaged may leave both sides waiting. */
const handshakeMsMax = 200;

export interface Outcome {
  readonly frames: number;
  /** For statistics. */
  readonly ends: readonly string[];
}

/** One damaged conversation against a listener. Throws when the listener does what it must not. */
export async function fuzzCase(port: number, seed: number, index: number): Promise<Outcome> {
  const random = new Random(seed * 0x9e37 + index);
  const isHandshake = random.chance(0.03);
  const frames = mutate(isHandshake ? handshakeFrames() : channelFrames(random), random);
  const client = isHandshake ? await FuzzClient.connect(port) : await FuzzClient.open(port);
  try {
    const ends = await (isHandshake ? handshake(client, frames) : conversation(client, frames, random));
    return { frames: frames.length, ends };
  } catch (thrown) {
    const sent = frames.map((frame) => frame.toString('hex')).join('\n');
    throw new Error(`case ${index} of seed ${seed}: ${String(thrown)}\n${sent}`, { cause: thrown });
  } finally {
    client.destroy();
  }
}

async function handshake(client: FuzzClient, frames: readonly Buffer[]): Promise<string[]> {
  client.write(frames);
  await client.wait((_channel, { name }) => name === 'connection.open-ok', handshakeMsMax);
  return [`handshake ${client.closeCode ?? (client.isGone ? 'dropped' : 'goes on')}`];
}

async function conversation(client: FuzzClient, frames: readonly Buffer[], random: Random): Promise<string[]> {
  const judgement = judge(Buffer.concat(frames), frameMax);
  const cut = random.below(frames.length + 1);
  client.write(frames.slice(0, cut));
  if (random.chance(0.2)) await new Promise(setImmediate);
  client.write(frames.slice(cut));
  if (judgement.isOpenEnded) await hangUp(client);
  else await expectAnswers(client, random);
  return [...checkChannels(client), checkConnection(client, judgement)];
}

/** In the middle of a frame: the listener notices, and cleans up. */
async function hangUp(client: FuzzClient): Promise<void> {
  client.end();
  if (!(await client.gone(answerMsMax))) throw new Error('the listener keeps a connection whose client is gone');
}

/** Both the connection and the channel answer what is asked now, or say that they are closed. */
async function expectAnswers(client: FuzzClient, random: Random): Promise<void> {
  client.send(0, 'connection.update-secret', { newSecret: Buffer.alloc(0), reason: '' });
  const control = ['connection.update-secret-ok', 'connection.close-ok'];
  if (!(await client.wait((_channel, { name }) => control.includes(name), answerMsMax))) throw new Error('the connection hangs');
  if (client.isOver) return;
  if (client.closedChannels.length > 0) client.send(1, 'channel.open', {});
  else client.send(1, 'basic.qos', { prefetchSize: 0, prefetchCount: 0, global: false });
  const answers = ['channel.open-ok', 'basic.qos-ok', 'channel.close', 'channel.close-ok'];
  if (!(await client.wait((channel, { name }) => channel === 1 && answers.includes(name), answerMsMax)))
    throw new Error('the channel hangs');
  if (client.isOver || random.chance(0.5)) return;
  client.send(0, 'connection.close', { replyCode: 200, replyText: '', classId: 0, methodId: 0 });
  if (!(await client.gone(answerMsMax))) throw new Error('the connection does not close');
}

function checkChannels({ closedChannels }: FuzzClient): string[] {
  const forbidden = closedChannels.find((code) => !mayCloseChannel(code));
  if (forbidden !== undefined) throw new Error(`a channel was closed with ${forbidden}`);
  return closedChannels.map((code) => `channel ${code}`);
}

function checkConnection({ closeCode }: FuzzClient, judgement: Judgement): string {
  if (closeCode === null) return judgement.isOpenEnded ? 'cut off' : 'goes on';
  if (!mayCloseConnection(closeCode, judgement)) throw new Error(`the connection was closed with ${closeCode}`);
  return `connection ${closeCode}`;
}
