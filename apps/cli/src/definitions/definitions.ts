import { z } from 'zod';
import { usageError } from '../cli-error.js';
import { parseJson } from '../api/exact-json.js';

const args = z.record(z.string(), z.unknown()).default({});
const patterns = { configure: z.string(), write: z.string(), read: z.string() };

/** RabbitMQ's kinds of queues that a policy is for are one kind here. */
const appliesTo = z
  .enum(['queues', 'exchanges', 'all', 'classic_queues', 'quorum_queues'])
  .default('all')
  .transform((kind) => (kind === 'classic_queues' || kind === 'quorum_queues' ? 'queues' : kind));

/** What a definitions file holds, in RabbitMQ's form, so that either can read the other's. */
const definitions = z.looseObject({
  vhosts: z.array(z.object({ name: z.string(), description: z.string().default('') })).default([]),
  exchanges: z
    .array(
      z.object({
        ...{ vhost: z.string().default('/'), name: z.string(), type: z.string() },
        ...{ durable: z.boolean().default(true), auto_delete: z.boolean().default(false), internal: z.boolean().default(false) },
        arguments: args,
      }),
    )
    .default([]),
  queues: z
    .array(
      z.object({
        ...{ vhost: z.string().default('/'), name: z.string() },
        ...{ durable: z.boolean().default(true), auto_delete: z.boolean().default(false) },
        arguments: args,
      }),
    )
    .default([]),
  bindings: z
    .array(
      z.object({
        ...{ vhost: z.string().default('/'), source: z.string(), destination: z.string() },
        ...{ destination_type: z.enum(['queue', 'exchange']).default('queue'), routing_key: z.string().default('') },
        arguments: args,
      }),
    )
    .default([]),
  policies: z
    .array(
      z.object({
        ...{ vhost: z.string().default('/'), name: z.string(), pattern: z.string(), 'apply-to': appliesTo },
        ...{ priority: z.int().default(0), definition: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])) },
      }),
    )
    .default([]),
  permissions: z.array(z.object({ user: z.string(), vhost: z.string(), ...patterns })).default([]),
  topic_permissions: z
    .array(z.object({ user: z.string(), vhost: z.string(), exchange: z.string(), write: z.string(), read: z.string() }))
    .default([]),
});

export type Definitions = z.output<typeof definitions>;

/** Parts of RabbitMQ's files that mean nothing here, or cannot be taken over. */
const untaken: Readonly<Record<string, string>> = {
  users: 'users: their password hashes are of another kind; make them with howdah user create',
  parameters: 'parameters of plugins',
  global_parameters: 'global parameters',
};

/** What a file says, and what of it is left out. */
export function readDefinitions(text: string, path: string): { definitions: Definitions; leftOut: string[] } {
  const result = definitions.safeParse(parseFile(text, path));
  if (!result.success) {
    const issues = result.error.issues.slice(0, 5).map(({ path: at, message }) => `${at.join('.')}: ${message}`);
    throw usageError(
      `${path} holds no definitions: ${issues.join('; ')}.`,
      'Take what howdah definitions export or RabbitMQ has written.',
    );
  }
  const leftOut = Object.entries(untaken).flatMap(([name, words]) => {
    const part = result.data[name];
    return Array.isArray(part) && part.length > 0 ? [words] : [];
  });
  return { definitions: result.data, leftOut };
}

function parseFile(text: string, path: string): unknown {
  try {
    return parseJson(text);
  } catch (error) {
    throw usageError(`${path} is not JSON: ${(error as Error).message}.`);
  }
}
