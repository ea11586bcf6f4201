/** Every page of the dashboard, with what it is called in the name of a picture. A queue, a message and so on are filled in. */
export function everyPage({ queue, deadLetterQueue, message, group, operation }) {
  const ofQueue = (tab) => (tab === '' ? `/queues/${queue}` : `/queues/${queue}/${tab}`);
  return {
    overview: '/',
    'overview-6h': '/?range=6h',
    welcome: '/welcome',
    queues: '/queues',
    'dead-letters': '/dead-letters',
    ...(group === undefined ? {} : { group: `/dead-letters/${group}` }),
    retries: '/retries',
    search: '/search',
    'search-results': '/search?q=state%3Adead',
    operations: '/operations',
    ...(operation === undefined ? {} : { operation: `/operations/${operation}` }),
    topology: '/topology',
    connections: '/connections',
    consumers: '/consumers',
    cluster: '/cluster',
    audit: '/audit',
    settings: '/settings',
    nowhere: '/nowhere',
    queue: ofQueue(''),
    'queue-messages': ofQueue('messages'),
    'queue-dead-letters': ofQueue('dead-letters'),
    'queue-consumers': ofQueue('consumers'),
    'queue-bindings': ofQueue('bindings'),
    'queue-settings': ofQueue('settings'),
    ...(message === undefined ? {} : { message: `/queues/${deadLetterQueue}/messages/${message}`, life: `/messages/${message}` }),
  };
}
