import type { Outcome, SettleOptions } from '@howdah/core';
import type { Channel } from './channel.js';
import type { Owed } from './unacked.js';

/**
 * Ends what a client did with deliveries. The channel has room for others only when the broker knows of all of them: what goes back comes
 * again before what is behind it (clause 5.7).
 */
export function settleOwed(channel: Channel, owed: readonly Owed[], outcome: Outcome, options?: SettleOptions): void {
  for (const one of owed) settleOne(channel, one, outcome, options);
  for (const one of owed) channel.settled(one);
}

function settleOne(channel: Channel, owed: Owed, outcome: Outcome, options?: SettleOptions): void {
  const { consumers } = channel.owner.broker;
  if (outcome === 'ack') return consumers.ack(owed.delivery);
  consumers
    .settle(owed.delivery, outcome, options)
    .catch((error: unknown) => channel.owner.logFailure(`settling a delivery (${outcome}) failed`, error));
}

/** Now, or with the commit of the channel's transaction. */
export function settleInMode(channel: Channel, owed: readonly Owed[], outcome: Outcome, options?: SettleOptions): void {
  if (channel.transaction !== null) return channel.transaction.settle(owed, outcome, options);
  settleOwed(channel, owed, outcome, options);
}
