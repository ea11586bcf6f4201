import type { Channel } from './channel.js';
import type { Publishing } from './publish.js';
import { isSettleRequest, settleOnRequest } from './settle-request.js';

/** At once, or with the commit of the channel's transaction. */
export function publishInMode(channel: Channel, publishing: Publishing): void | Promise<void> {
  publishing.prepare();
  if (isSettleRequest(publishing)) return settleOnRequest(channel, publishing);
  if (channel.transaction === null) return publishing.send();
  return channel.transaction.publish(publishing);
}
