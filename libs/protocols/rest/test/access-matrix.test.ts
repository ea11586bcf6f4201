import { roles, type Role } from '@howdah/core';
import { expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

type Asker = 'anonymous' | Role;

/** From here on up; the roles in between are read-only accounts where messages or topology are touched. */
const everybody: readonly Asker[] = ['anonymous', ...roles];
const loggedIn: readonly Asker[] = roles;
const viewers: readonly Asker[] = ['viewer', 'payload-viewer', 'operator', 'admin'];
const payloadViewers: readonly Asker[] = ['payload-viewer', 'operator', 'admin'];
const workers: readonly Asker[] = ['none', 'operator', 'admin'];
const operators: readonly Asker[] = ['operator', 'admin'];
const administrators: readonly Asker[] = ['admin'];

interface Entry {
  readonly allowed: readonly Asker[];
  readonly path?: string;
  readonly body?: unknown;
}

/** Every route with who may use it; all askers have every permission in the virtual host. */
const matrix: Readonly<Record<string, Entry>> = {
  'POST /v1/exchanges/:exchange/messages': { allowed: workers, path: '/v1/exchanges/amq.topic/messages', body: { body: 1 } },
  'POST /v1/queues/:queue/messages': { allowed: workers, body: { body: 1 } },
  'POST /v1/queues/:queue/deliveries': { allowed: workers, body: {} },
  'POST /v1/queues/:queue/settlements': { allowed: workers, body: { settlements: [{ token: 'x', outcome: 'ack' }] } },
  'POST /v1/queues/:queue/extensions': { allowed: workers, body: { token: 'x', leaseMs: 1000 } },
  'GET /v1/queues/:queue/messages': { allowed: payloadViewers },
  'GET /v1/queues/:queue/messages/:message': { allowed: payloadViewers, path: '/v1/queues/orders/messages/1' },
  'GET /v1/messages/:message/life': { allowed: payloadViewers, path: '/v1/messages/1/life' },
  'GET /v1/search': { allowed: payloadViewers },
  'GET /v1/search/export': { allowed: payloadViewers },
  'GET /v1/queues/:queue/messages/:message/attempts': { allowed: payloadViewers, path: '/v1/queues/orders/messages/1/attempts' },
  'POST /v1/queues/:queue/purges': { allowed: workers },
  'POST /v1/queues/:queue/redrives': { allowed: operators, body: { dryRun: true } },
  'POST /v1/queues/:queue/moves': { allowed: operators, body: { target: 'missing' } },
  'GET /v1/operations': { allowed: viewers },
  'GET /v1/operations/:operation': { allowed: viewers, path: '/v1/operations/{operation}' },
  'PATCH /v1/operations/:operation': { allowed: operators, path: '/v1/operations/{operation}', body: { state: 'aborted' } },
  'GET /v1/operations/:operation/report': { allowed: payloadViewers, path: '/v1/operations/{operation}/report' },

  'GET /v1/pauses': { allowed: viewers },
  'PUT /v1/queues/:queue/pauses/:kind': {
    allowed: operators,
    path: '/v1/queues/orders/pauses/delivery',
    body: { reason: 'test' },
  },
  'DELETE /v1/queues/:queue/pauses/:kind': { allowed: operators, path: '/v1/queues/orders/pauses/delivery' },

  'GET /v1/queues': { allowed: viewers },
  'GET /v1/queues/:queue': { allowed: loggedIn },
  'PUT /v1/queues/:queue': { allowed: workers, body: {} },
  'DELETE /v1/queues/:queue': { allowed: workers, path: '/v1/queues/missing' },
  'GET /v1/exchanges': { allowed: viewers },
  'GET /v1/exchanges/:exchange': { allowed: loggedIn, path: '/v1/exchanges/amq.topic' },
  'PUT /v1/exchanges/:exchange': { allowed: workers, path: '/v1/exchanges/events', body: { type: 'topic' } },
  'DELETE /v1/exchanges/:exchange': { allowed: workers, path: '/v1/exchanges/missing' },
  'GET /v1/bindings': { allowed: viewers },
  'GET /v1/bindings/:binding': { allowed: viewers, path: '/v1/bindings/1' },
  'POST /v1/bindings': { allowed: workers, body: { source: 'amq.topic', destination: 'orders' } },
  'DELETE /v1/bindings/:binding': { allowed: operators, path: '/v1/bindings/{binding}' },
  'GET /v1/policies': { allowed: viewers },
  'GET /v1/policies/:policy': { allowed: viewers, path: '/v1/policies/missing' },
  'PUT /v1/policies/:policy': {
    allowed: operators,
    path: '/v1/policies/p',
    body: { pattern: 'x', definition: { 'max-length': 5 } },
  },
  'DELETE /v1/policies/:policy': { allowed: operators, path: '/v1/policies/missing' },
  'GET /v1/vhosts': { allowed: viewers },
  'GET /v1/vhosts/:vhost': { allowed: viewers, path: '/v1/vhosts/%2F' },
  'PUT /v1/vhosts/:vhost': { allowed: administrators, path: '/v1/vhosts/shop', body: {} },
  'PUT /v1/vhosts/:vhost/limits': {
    allowed: administrators,
    path: '/v1/vhosts/missing/limits',
    body: { maxConnections: 1, maxQueues: null },
  },
  'DELETE /v1/vhosts/:vhost': { allowed: administrators, path: '/v1/vhosts/missing' },

  'GET /v1/overview': { allowed: viewers },
  'GET /v1/queues/:queue/statistics': { allowed: viewers },
  'GET /v1/statistics/queues': { allowed: viewers },
  'GET /metrics/detailed': { allowed: viewers },
  'GET /v1/attention': { allowed: viewers },
  'POST /v1/exchanges/:exchange/explanations': { allowed: viewers, path: '/v1/exchanges/amq.topic/explanations', body: {} },
  'GET /v1/queues/:queue/messages/:message/explanation': { allowed: viewers, path: '/v1/queues/orders/messages/1/explanation' },
  'GET /v1/events': { allowed: viewers, path: '/v1/events?forMs=0' },
  'GET /v1/overview/history': { allowed: viewers },
  'GET /v1/queues/:queue/history': { allowed: viewers },
  'GET /v1/audit': { allowed: administrators },
  'GET /v1/error-groups': { allowed: viewers },
  'GET /v1/error-groups/:group': { allowed: viewers, path: '/v1/error-groups/{group}' },
  'GET /v1/error-groups/:group/attempts': { allowed: payloadViewers, path: '/v1/error-groups/{group}/attempts' },
  'GET /v1/error-groups/:group/messages': { allowed: payloadViewers, path: '/v1/error-groups/{group}/messages' },
  'GET /v1/cluster': { allowed: viewers },
  'GET /v1/connections': { allowed: viewers },
  'GET /v1/connections/:connection': { allowed: viewers, path: '/v1/connections/1' },
  'DELETE /v1/connections/:connection': { allowed: operators, path: '/v1/connections/1' },
  'GET /v1/consumers': { allowed: viewers },

  'GET /v1/users': { allowed: administrators },
  'GET /v1/users/:user': { allowed: administrators, path: '/v1/users/admin' },
  'PUT /v1/users/:user': { allowed: administrators, path: '/v1/users/new', body: { password: null, role: 'none' } },
  'DELETE /v1/users/:user': { allowed: administrators, path: '/v1/users/missing' },
  'GET /v1/permissions': { allowed: administrators },
  'PUT /v1/permissions/:user': {
    allowed: administrators,
    path: '/v1/permissions/new',
    body: { configure: '', write: '', read: '' },
  },
  'DELETE /v1/permissions/:user': { allowed: administrators, path: '/v1/permissions/missing' },
  'GET /v1/topic-permissions': { allowed: administrators },
  'PUT /v1/topic-permissions/:user/:exchange': {
    allowed: administrators,
    path: '/v1/topic-permissions/new/amq.topic',
    body: { write: '', read: '' },
  },
  'DELETE /v1/topic-permissions/:user/:exchange': { allowed: administrators, path: '/v1/topic-permissions/missing/x' },
  'GET /v1/tokens': { allowed: loggedIn },
  'POST /v1/tokens': { allowed: loggedIn, body: { role: 'none' } },
  'DELETE /v1/tokens/:token': { allowed: loggedIn, path: '/v1/tokens/missing' },
  'GET /v1/whoami': { allowed: loggedIn },
  'POST /v1/session': { allowed: everybody, body: { user: 'a-viewer', password: 'a long password' } },
  'DELETE /v1/session': { allowed: loggedIn },

  'GET /livez': { allowed: everybody },
  'GET /readyz': { allowed: everybody },
  'GET /metrics': { allowed: everybody },
  'GET /v1/openapi.json': { allowed: everybody },
  'GET /v1/problems/:code': { allowed: everybody, path: '/v1/problems/internal' },
  'GET /docs': { allowed: everybody },
  'GET /docs/': { allowed: everybody },
  'GET /docs/index.html': { allowed: everybody },
  'GET /docs/LICENSE': { allowed: everybody },
  'GET /docs/swagger-ui-init.js': { allowed: everybody },
  'GET /docs/docs/swagger-ui-init.js': { allowed: everybody },
  'GET /docs/*': { allowed: everybody, path: '/docs/swagger-ui.css' },
};

/** Fastify answers HEAD wherever it answers GET. */
function routesOf({ routes }: RestBench): string[] {
  const served = routes.flatMap(({ method, url }) => [method].flat().map((one) => `${one === 'HEAD' ? 'GET' : one} ${url}`));
  return [...new Set(served)];
}

it('has an entry for every route', async () => {
  const rest = await RestBench.start();
  expect(routesOf(rest).sort()).toEqual(Object.keys(matrix).sort());
});

it('lets everybody do what its role allows, and nothing else', async () => {
  const rest = await RestBench.start();
  await rest.declareQueue('orders');
  for (const role of roles) await rest.addUser(`a-${role}`, role);
  const purge = await rest.ask('POST', '/v1/queues/orders/purges', { filter: { messageId: '1' } });
  const operation = purge.json<{ id: string }>().id;
  const group = await errorGroupId(rest);
  const found: Record<string, readonly Asker[]> = {};
  for (const [route, { path, body }] of Object.entries(matrix)) {
    const [method = '', pattern = ''] = route.split(' ');
    const allowed: Asker[] = [];
    for (const asker of everybody) {
      const url = (path ?? pattern.replace(':queue', 'orders'))
        .replace('{binding}', await bindingId(rest))
        .replace('{operation}', operation)
        .replace('{group}', group);
      const user = asker === 'anonymous' ? null : `a-${asker}`;
      const { statusCode } = await rest.ask(method, url, body, { user });
      if (statusCode !== 401 && statusCode !== 403) allowed.push(asker);
    }
    found[route] = allowed;
  }
  expect(found).toEqual(Object.fromEntries(Object.entries(matrix).map(([route, { allowed }]) => [route, allowed])));
});

/** Of a message that failed. */
async function errorGroupId(rest: RestBench): Promise<string> {
  await rest.ask('POST', '/v1/queues/orders/messages', { body: 1 });
  const received = await rest.ask('POST', '/v1/queues/orders/deliveries', {});
  const [{ token } = { token: '' }] = received.json<{ messages: { token: string }[] }>().messages;
  await rest.ask('POST', '/v1/queues/orders/settlements', { settlements: [{ token, outcome: 'reject' }] });
  const groups = await rest.ask('GET', '/v1/error-groups');
  return groups.json<{ items: { id: string }[] }>().items[0]!.id;
}

/** A binding that is there, also after somebody deleted it. */
async function bindingId(rest: RestBench): Promise<string> {
  const response = await rest.ask('POST', '/v1/bindings', { source: 'amq.direct', destination: 'orders' });
  return response.json<{ id: string }>().id;
}
