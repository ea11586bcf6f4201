const authorization = `Basic ${Buffer.from('guest:guest').toString('base64')}`;
const requests = 100;
const budgetMs = 200;

const lists = [
  '/statistics/queues?limit=500',
  '/queues?limit=500',
  '/queues/queue-00000/messages?limit=50',
  '/attention',
  '/overview',
  '/error-groups?limit=200',
  '/operations?limit=200',
];

/** The slowest but five of a hundred requests for each list, one after the other. */
export async function measureLists({ url }) {
  const figures = [];
  for (const path of lists) {
    const times = [];
    for (let count = 0; count < requests; count++) {
      const begun = performance.now();
      const response = await fetch(`${url}/v1${path}`, { headers: { authorization } });
      await response.arrayBuffer();
      times.push(performance.now() - begun);
    }
    figures.push({ what: `GET /v1${path}, p95`, value: Math.round(percentile(times, 0.95)), unit: 'ms', budget: budgetMs });
  }
  return figures;
}

export function percentile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}
