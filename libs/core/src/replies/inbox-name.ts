import type { OwnerId } from '../ports/message-store.js';

const prefix = 'amq.howdah.replies.';

/** The queue through which other brokers hand answers to this one. No client may declare a queue of such a name. */
export const inboxName = (broker: OwnerId): string => `${prefix}${broker}`;

export const isInbox = (queue: string): boolean => queue.startsWith(prefix);
