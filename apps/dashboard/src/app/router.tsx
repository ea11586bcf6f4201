import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  retainSearchParams,
  type AnyRoute,
} from '@tanstack/react-router';
import { basePath } from '../api/client.js';
import { OverviewPage } from '../features/overview/overview-page.js';
import { readSearch } from './search-params.js';
import { RouteFailed, RouteMissing, Shell } from './shell.js';

const root = createRootRoute({
  component: Shell,
  notFoundComponent: RouteMissing,
  errorComponent: RouteFailed,
  validateSearch: readSearch,
  search: { middlewares: [retainSearchParams(['vhost'])] },
});

type Loader = () => Promise<Record<string, unknown>>;

function page<const Path extends string>(path: Path, load: Loader, name: string) {
  return createRoute({ getParentRoute: () => root, path, component: lazyRouteComponent(load as never, name) });
}

const queuePages = () => import('../features/queue/queue-page.js');

const queue = createRoute({
  getParentRoute: () => root,
  path: '/queues/$queue',
  component: lazyRouteComponent(queuePages, 'QueuePage'),
});

function queueTab<const Path extends string>(path: Path, load: Loader, name: string) {
  return createRoute({ getParentRoute: () => queue, path, component: lazyRouteComponent(load as never, name) });
}

const routes = root.addChildren([
  // Where everybody comes first, with the verdict: it waits for no file of its own.
  page('/', () => Promise.resolve({ OverviewPage }), 'OverviewPage'),
  page('/welcome', () => import('../features/welcome/welcome-page.js'), 'WelcomePage'),
  page('/queues', () => import('../features/queues/queues-page.js'), 'QueuesPage'),
  page('/dead-letters', () => import('../features/dead-letters/dead-letters-page.js'), 'DeadLettersPage'),
  page('/dead-letters/$group', () => import('../features/dead-letters/group-page.js'), 'GroupPage'),
  page('/operations', () => import('../features/operations/operations-page.js'), 'OperationsPage'),
  page('/operations/$operation', () => import('../features/operations/operation-page.js'), 'OperationPage'),
  page('/search', () => import('../features/search/search-page.js'), 'SearchPage'),
  page('/messages/$message', () => import('../features/life/life-page.js'), 'LifePage'),
  page('/retries', () => import('../features/retries/retries-page.js'), 'RetriesPage'),
  page('/topology', () => import('../features/topology/topology-page.js'), 'TopologyPage'),
  page('/connections', () => import('../features/connections/connections-page.js'), 'ConnectionsPage'),
  page('/consumers', () => import('../features/connections/consumers-page.js'), 'ConsumersPage'),
  page('/cluster', () => import('../features/cluster/cluster-page.js'), 'ClusterPage'),
  page('/audit', () => import('../features/audit/audit-page.js'), 'AuditPage'),
  page('/settings', () => import('../features/settings/settings-page.js'), 'SettingsPage'),
  queue.addChildren([
    queueTab('/', () => import('../features/queue/queue-overview.js'), 'QueueOverview'),
    queueTab('/messages', () => import('../features/messages/queue-messages.js'), 'QueueMessages'),
    queueTab('/messages/$message', () => import('../features/messages/message-view.js'), 'MessageView'),
    queueTab('/dead-letters', () => import('../features/messages/queue-dead-letters.js'), 'QueueDeadLetters'),
    queueTab('/consumers', () => import('../features/queue/queue-consumers.js'), 'QueueConsumers'),
    queueTab('/bindings', () => import('../features/queue/queue-bindings.js'), 'QueueBindings'),
    queueTab('/settings', () => import('../features/queue/queue-settings.js'), 'QueueSettings'),
  ]),
] as const satisfies readonly AnyRoute[]);

export const router = createRouter({
  routeTree: routes,
  basepath: basePath,
  defaultPreload: 'intent',
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
