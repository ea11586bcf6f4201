import type { Outcome, SettleOptions } from '@howdah/core';
import type { Channel } from './channel.js';
import type { Owed } from './unacked.js';

/** Ends what a client did with a delivery; the channel has room for another at once. */
export function settleOwed(channel: Channel, owed: Owed, outcome: Outcome, options?: SettleOptions): void {
  const { consumers } = channel.owner.broker;
  channel.settled(owed);
  if (outcome === 'ack') return consumers.ack(owed.delivery);
  consumers
    .settle(owed.delivery, outcome, options)
    .catch((error: unknown) => channel.owner.logFailure(`settling a delivery (${outcome}) failed`, error));
}

/** Now, or with the commit of the channel's transaction. */
export function settleInMode(channel: Channel, owed: readonly Owed[], outcome: Outcome, options?: SettleOptions): void {
  if (channel.transaction !== null) return channel.transaction.settle(owed, outcome, options);
  for (const one of owed) settleOwed(channel, one, outcome, options);
}
