import { z } from 'zod';
import { operation } from '../operation.js';
import { attempt, listedBodies, peekedFields } from './messages.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { pageInVhost } from '../schema/scope.js';
import { flag, id, instant, name } from '../schema/values.js';

const count = z.int().min(0);

const errorGroup = named(
  'ErrorGroup',
  z.strictObject({
    id: id.meta({ description: 'The fingerprint: of queue, error name, message without what varies, and top frame.' }),
    vhost: z.string(),
    queue: z.string().meta({ description: 'Where the messages failed.' }),
    errorName: z.string().meta({ description: 'Or how it ended where no error was told: retry, reject, timeout, expired …' }),
    message: z.string().meta({ description: 'Without numbers, ids and quoted values.' }),
    frame: z.string().nullable().meta({ description: 'The topmost of the application, without directory and line.' }),
    firstAt: instant,
    lastAt: instant,
    attempts: count.meta({ description: 'Failed ones, since firstAt.' }),
    deaths: count.meta({ description: 'Messages that left the queue as dead, since firstAt.' }),
    deadLetterQueues: z.array(z.string()),
    hours: z
      .array(z.strictObject({ at: instant, attempts: count, deaths: count }))
      .meta({ description: 'The last 24 hours, oldest first; an hour in which nothing failed is left out.' }),
  }),
);

const groupAttempt = named('GroupAttempt', attempt.extend({ message: id, vhost: z.string(), queue: z.string() }));

const deadLetters = named(
  'GroupedDeadLetterPage',
  z.strictObject({
    items: z.array(named('GroupedDeadLetter', z.strictObject({ vhost: z.string(), queue: z.string(), ...peekedFields }))),
    scanned: count.meta({
      description: 'Dead letters that were looked at for this page. It may end early: go on with nextCursor.',
    }),
    nextCursor: z.string().nullable(),
  }),
);

const one = { method: 'GET', tag: 'Error groups', params: z.strictObject({ group: id }) } as const;

export const errorGroupOperations = {
  listErrorGroups: operation({
    mayBeStale: true,
    ...{ id: 'listErrorGroups', method: 'GET', tag: one.tag, path: '/v1/error-groups' },
    summary: 'What fails in a virtual host, last seen first',
    query: pageInVhost.extend({
      queue: name.exactOptional(),
      since: instant.exactOptional().meta({ description: 'Last seen then or later.' }),
      onlyDeaths: flag.default(false).meta({ description: 'Only groups in which messages died.' }),
    }),
    responses: { 200: pageOf('ErrorGroupPage', errorGroup) },
    problems: ['vhost_not_found', 'queue_not_found'],
  }),
  getErrorGroup: operation({
    mayBeStale: true,
    ...{ ...one, id: 'getErrorGroup', path: '/v1/error-groups/{group}', summary: 'One error group' },
    responses: { 200: errorGroup },
    problems: ['error_group_not_found'],
  }),
  listGroupAttempts: operation({
    mayBeStale: true,
    ...{ ...one, id: 'listGroupAttempts', path: '/v1/error-groups/{group}/attempts' },
    summary: 'Failed attempts of an error group, newest first',
    query: pageQuery,
    responses: { 200: pageOf('GroupAttemptPage', groupAttempt) },
    problems: ['error_group_not_found'],
  }),
  listGroupDeadLetters: operation({
    mayBeStale: true,
    ...{ ...one, id: 'listGroupDeadLetters', path: '/v1/error-groups/{group}/messages' },
    summary: 'Dead letters of an error group that are still kept, with the queues that they lie in',
    query: pageQuery.extend(listedBodies),
    responses: { 200: deadLetters },
    problems: ['error_group_not_found'],
  }),
};
