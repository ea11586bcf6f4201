import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageInVhost } from '../schema/scope.js';
import { searchText } from '../schema/search.js';
import { id, instant, name, shortString } from '../schema/values.js';
import { searchStates } from '../search/search-query.js';
import { peekedFields } from './messages.js';

const count = z.int().min(0);

export const searchState = z.enum(searchStates);

const conditions = {
  q: searchText,
  queue: name.exactOptional().meta({ description: 'Lies there, or died there and lies in another queue as a dead letter.' }),
  state: searchState.exactOptional(),
  messageId: shortString.exactOptional().meta({ description: "The publisher's own." }),
  correlationId: shortString.exactOptional(),
  errorGroup: id.exactOptional().meta({ description: 'Of its last death.' }),
  since: instant.exactOptional().meta({ description: 'Published then or later; for a dead letter, when it died.' }),
  until: instant.exactOptional().meta({ description: 'Published before.' }),
  order: z.enum(['newest', 'oldest']).default('newest').meta({ description: 'By position in the log.' }),
};

const foundMessage = named(
  'FoundMessage',
  z.strictObject({
    ...peekedFields,
    state: searchState.meta({ description: 'dead: waits there as a dead letter. retrying: failed and backs off.' }),
    queue: z.string().meta({ description: 'Where it lies.' }),
    origin: z.string().nullable().meta({ description: 'Queue that it died in last, where it is a dead letter of that.' }),
  }),
);

const searched = named(
  'Searched',
  z.strictObject({
    messages: count.meta({ description: 'Messages looked at.' }),
    bytes: count.meta({ description: 'Of their bodies.' }),
    queues: count.meta({ description: 'That may be read and were meant.' }),
    refusedQueues: count.meta({ description: 'That may not be read: nothing was looked at there.' }),
    unreadBodies: count.meta({
      description: 'Larger than 1 MiB and asked about by content: not looked into, and not found by it.',
    }),
    from: instant.nullable().meta({ description: 'Publishing time of the first message looked at.' }),
    to: instant.nullable().meta({ description: 'Of the last one.' }),
    endedBy: z.enum(['end', 'limit', 'messages', 'bytes', 'time']).meta({
      description:
        'end: everything was looked at. limit: enough was found. Otherwise what one request may take is used up: go on with nextCursor.',
    }),
  }),
);

export const searchOperations = {
  searchMessages: operation({
    mayBeStale: true,
    ...{ id: 'searchMessages', method: 'GET', tag: 'Search', path: '/v1/search' },
    summary: 'Search the messages that are held, without taking them',
    description:
      'Needs the role payload-viewer, and looks at queues that may be read. One request looks at 20,000 messages, 64 MiB of bodies ' +
      'or for 2 s at most, and says in searched how far it came. Of a body it shows the first 1,024 bytes.',
    query: pageInVhost.extend(conditions),
    responses: {
      200: named('SearchPage', z.strictObject({ items: z.array(foundMessage), searched, nextCursor: z.string().nullable() })),
    },
    problems: ['vhost_not_found', 'queue_not_found', 'limit_exceeded'],
  }),
  exportMessages: operation({
    ...{ id: 'exportMessages', method: 'GET', tag: 'Search', path: '/v1/search/export' },
    summary: 'Everything that a search finds, as a file of NDJSON',
    description:
      'A line for each message, as in a search, with its whole body. The last line is {"export": {"messages", "isComplete", "searched"}}: ' +
      'a file without it was cut off.',
    query: z.strictObject({
      vhost: pageInVhost.shape.vhost,
      ...conditions,
      limit: z.coerce.number().int().min(1).max(1_000_000).default(100_000).meta({ description: 'Messages at most.' }),
    }),
    responses: { 200: 'application/x-ndjson' },
    problems: ['vhost_not_found', 'queue_not_found', 'limit_exceeded'],
  }),
};
