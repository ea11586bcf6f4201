import { describe, expect, it } from 'vitest';
import { withoutBasePath } from './base-path.js';
import { isPageOfDashboard } from './page-paths.js';

describe('the addresses of the dashboard', () => {
  it.each(['/', '/queues', '/queues/orders.email', '/queues/v1/messages', '/messages/12'])('hold %s', (path) => {
    expect(isPageOfDashboard(path)).toBe(true);
  });

  it.each(['/v1', '/v1/nothing', '/docs/x', '/metrics', '/api/overview', '/livez', '/assets/gone.js', '/favicon.ico'])(
    'do not hold %s',
    (path) => {
      expect(isPageOfDashboard(path)).toBe(false);
    },
  );
});

describe('the base path', () => {
  it.each([
    ['/howdah', '/'],
    ['/howdah/', '/'],
    ['/howdah/v1/queues?limit=1', '/v1/queues?limit=1'],
    ['/v1/queues', '/v1/queues'],
    ['/howdahs', '/howdahs'],
  ])('is taken off %s', (url, rest) => {
    expect(withoutBasePath(url, '/howdah/')).toBe(rest);
  });
});
