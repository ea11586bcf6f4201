import type { ReplyVerbs } from './replies-api.js';
import type { MessageStore } from '../ports/message-store.js';
import type { ReplyAddresses } from './reply-addresses.js';
import type { ReplyInboxes } from './reply-inboxes.js';
import type { ReplyRoutes } from './reply-routes.js';

export interface ReplyContext {
  readonly store: MessageStore;
  readonly addresses: ReplyAddresses;
  readonly inboxes: ReplyInboxes;
  readonly replies: ReplyRoutes;
}

export function createReplyVerbs({ store, addresses, inboxes, replies }: ReplyContext): ReplyVerbs {
  return {
    async open(vhost, receive) {
      await inboxes.ensure(vhost);
      return addresses.open(store.owner, { vhost, receive });
    },
    exists: (vhost, name) => replies.exists(vhost, name),
  };
}
