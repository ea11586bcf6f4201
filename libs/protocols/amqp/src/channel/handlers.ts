import { AmqpError } from '../amqp-error.js';
import type { Method, MethodOf } from '../codec/method-codec.js';
import { methods, type MethodName } from '../spec/methods.js';
import { basicHandlers } from './basic-methods.js';
import type { Channel } from './channel.js';
import { exchangeHandlers } from './exchange-methods.js';
import { modeHandlers } from './mode-methods.js';
import { Publishing } from './publish.js';
import { publishInMode } from './publish-in-mode.js';
import { queueHandlers } from './queue-methods.js';

/** What a client may call on an open channel. A promise holds up what comes behind it on the channel. */
export type Handlers = {
  readonly [N in MethodName]?: (channel: Channel, method: MethodOf<N>) => void | Promise<void>;
};

const handlers: Handlers = {
  'channel.flow': (channel, { active }) => {
    if (!active) throw new AmqpError('NOT_IMPLEMENTED', 'active=false');
    channel.wire.out.method(channel.id, 'channel.flow-ok', { active });
  },
  'channel.close': (channel) => channel.close(),
  'access.request': (channel) => channel.wire.out.method(channel.id, 'access.request-ok', { ticket: 1 }),
  ...exchangeHandlers,
  ...queueHandlers,
  ...basicHandlers,
  ...modeHandlers,
};

export function handle(channel: Channel, work: Method | Publishing): void | Promise<void> {
  if (work instanceof Publishing) return publish(channel, work);
  const handler = handlers[work.name] as Handler | undefined;
  if (handler === undefined) throw unexpectedMethod(work.name);
  const { turns } = channel.owner;
  if (changesTopology(work.name)) return turns.take(async () => handler(channel, work));
  return turns.areOpen ? turns.settled().then(() => handler(channel, work)) : handler(channel, work);
}

type Handler = (channel: Channel, method: Method) => void | Promise<void>;

/** Classes exchange and queue. */
function changesTopology(name: MethodName): boolean {
  return name.startsWith('exchange.') || name.startsWith('queue.');
}

function publish(channel: Channel, publishing: Publishing): void | Promise<void> {
  const { turns } = channel.owner;
  return turns.areOpen ? turns.settled().then(() => publishInMode(channel, publishing)) : publishInMode(channel, publishing);
}

function unexpectedMethod(name: MethodName): AmqpError {
  return new AmqpError('COMMAND_INVALID', `unimplemented method ${name}`, methods[name]);
}
