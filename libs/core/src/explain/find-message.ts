import { BrokerError } from '../errors.js';
import type { Seq } from '../message/message.js';
import type { MessageStore, PeekedMessage } from '../ports/message-store.js';
import type { Queue } from '../topology/model.js';

/** A dead letter keeps its id and has another position: so many messages are looked through for it. */
const scan = { chunk: 100, messagesMax: 5_000 };

/** A message of a queue by its id. message_not_found */
export async function findMessage(store: Pick<MessageStore, 'peekMessages'>, queue: Queue, id: Seq): Promise<PeekedMessage> {
  const [there] = await store.peekMessages(queue.id, { limit: 1, after: id - 1 });
  if (there !== undefined && (there.message.id ?? there.seq) === id) return there;
  let after = id;
  for (let scanned = 0; scanned < scan.messagesMax; scanned += scan.chunk) {
    const chunk = await store.peekMessages(queue.id, { limit: scan.chunk, after });
    const found = chunk.find(({ message }) => message.id === id);
    if (found !== undefined) return found;
    after = chunk.at(-1)?.seq ?? after;
    if (chunk.length < scan.chunk) throw notFound(queue, id, 'it is not there');
  }
  throw notFound(queue, id, `it is not among the ${scan.messagesMax} messages behind its position`);
}

function notFound({ name, vhost }: Queue, id: Seq, what: string): BrokerError {
  return new BrokerError('message_not_found', `no message '${id}' in queue '${name}' in vhost '${vhost}': ${what}`, {
    remedy: 'It may have been settled, or have died; look at its attempts and at the dead-letter queue.',
  });
}
