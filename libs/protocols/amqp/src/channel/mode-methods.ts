import { AmqpError } from '../amqp-error.js';
import type { Channel } from './channel.js';
import { Confirms } from './confirms.js';
import type { Handlers } from './handlers.js';
import { Transaction } from './transaction.js';

/** Confirm and transaction mode: a channel is in one of them at most, and for good. */
export const modeHandlers: Handlers = {
  'confirm.select': (channel, { nowait }) => {
    if (channel.transaction !== null) throw new AmqpError('PRECONDITION_FAILED', 'cannot switch from tx to confirm mode');
    channel.confirms ??= new Confirms(channel.id, channel.wire);
    if (!nowait) channel.wire.out.method(channel.id, 'confirm.select-ok', {});
  },

  'tx.select': (channel) => {
    if (channel.confirms !== null) throw new AmqpError('PRECONDITION_FAILED', 'cannot switch from confirm to tx mode');
    channel.transaction ??= new Transaction(channel);
    channel.wire.out.method(channel.id, 'tx.select-ok', {});
  },

  'tx.commit': async (channel) => {
    await transactionOf(channel).commit();
    channel.wire.out.method(channel.id, 'tx.commit-ok', {});
  },

  'tx.rollback': (channel) => {
    transactionOf(channel).rollback();
    channel.wire.out.method(channel.id, 'tx.rollback-ok', {});
  },
};

function transactionOf({ transaction }: Channel): Transaction {
  if (transaction === null) throw new AmqpError('PRECONDITION_FAILED', 'channel is not transactional');
  return transaction;
}
