import { operations, type Operation } from '@howdah/contracts';
import type { Client } from './client.js';

/** What has names: where its list is, and which field of an item is the name. */
const lists = {
  queue: { operation: operations.listQueues, field: 'name' },
  exchange: { operation: operations.listExchanges, field: 'name' },
  policy: { operation: operations.listPolicies, field: 'name' },
  binding: { operation: operations.listBindings, field: 'id' },
  vhost: { operation: operations.listVhosts, field: 'name' },
  user: { operation: operations.listUsers, field: 'name' },
  token: { operation: operations.listTokens, field: 'id' },
  connection: { operation: operations.listConnections, field: 'id' },
  operation: { operation: operations.listOperations, field: 'id' },
  group: { operation: operations.listErrorGroups, field: 'id' },
} as const satisfies Record<string, { readonly operation: Operation; readonly field: string }>;

export type Named = keyof typeof lists;
export const isNamed = (kind: string): kind is Named => kind in lists;

/** The names that there are, at most so many. */
export async function namesOf(kind: Named, client: Client, vhost: string, max: number): Promise<string[]> {
  const { operation, field } = lists[kind];
  const query = 'vhost' in operation.query.shape ? { vhost } : {};
  const page = (await client.lookUp(operation, { query: { ...query, limit: max } })) as Page;
  return page.items.map((item) => String(item[field]));
}

interface Page {
  readonly items: readonly Readonly<Record<string, unknown>>[];
}
