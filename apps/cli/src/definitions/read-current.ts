import { operations } from '@howdah/contracts';
import type { Client } from '../api/client.js';
import type { Definitions } from './definitions.js';

/** What the server has, of these virtual hosts or of all that one may see. Exclusive queues belong to their connections. */
export async function readCurrent(client: Client, vhosts?: readonly string[]): Promise<Definitions> {
  const found: Definitions = {
    ...{ vhosts: [], exchanges: [], queues: [], bindings: [], policies: [], permissions: [], topic_permissions: [] },
  };
  for await (const { name, description } of client.items(operations.listVhosts))
    if (vhosts?.includes(name) ?? true) found.vhosts.push({ name, description });
  for (const { name } of found.vhosts) await readVhost(client, name, found);
  await readPermissions(client, found);
  return found;
}

async function readVhost(client: Client, vhost: string, found: Definitions): Promise<void> {
  const query = { vhost };
  const exclusive = new Set<string>();
  for await (const queue of client.items(operations.listQueues, { query })) {
    if (queue.exclusive) exclusive.add(queue.name);
    else
      found.queues.push({
        ...{ vhost, name: queue.name, durable: queue.durable, auto_delete: queue.autoDelete },
        arguments: queue.arguments,
      });
  }
  for await (const { name, type, durable, autoDelete, internal, arguments: args } of client.items(operations.listExchanges, {
    query,
  }))
    if (!isPredeclared(name))
      found.exchanges.push({ vhost, name, type, durable, auto_delete: autoDelete, internal, arguments: args });
  for await (const binding of client.items(operations.listBindings, { query })) {
    const { source, destination, destinationKind, routingKey, arguments: args } = binding;
    if (source === '' || source === 'amq.default' || exclusive.has(destination)) continue;
    found.bindings.push({
      vhost,
      source,
      destination,
      destination_type: destinationKind,
      routing_key: routingKey,
      arguments: args,
    });
  }
  for await (const { name, pattern, appliesTo, priority, definition } of client.items(operations.listPolicies, { query }))
    found.policies.push({ vhost, name, pattern, 'apply-to': appliesTo, priority, definition });
}

/** Whoever may not see them gets the rest. */
async function readPermissions(client: Client, found: Definitions): Promise<void> {
  const known = new Set(found.vhosts.map(({ name }) => name));
  const { role } = await client.lookUp(operations.whoami);
  if (role !== 'admin') return;
  for await (const permission of client.items(operations.listPermissions))
    if (known.has(permission.vhost)) found.permissions.push(permission);
  for await (const permission of client.items(operations.listTopicPermissions))
    if (known.has(permission.vhost)) found.topic_permissions.push(permission);
}

const isPredeclared = (exchange: string): boolean => exchange === '' || exchange.startsWith('amq.');
