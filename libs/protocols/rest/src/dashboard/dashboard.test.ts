import { describe, expect, it } from 'vitest';
import { withoutBasePath } from './base-path.js';
import { fillIn } from './serve-dashboard.js';
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

describe('the page', () => {
  const page = '<base href="/" /><meta name="howdah-environment" content="" data-color="" />';

  it('is told where it is and what it looks at', () => {
    expect(fillIn(page, { basePath: '/howdah/', environment: { name: 'live $& "EU" <b>', color: 'red' } })).toBe(
      '<base href="/howdah/" /><meta name="howdah-environment" content="live $&amp; &quot;EU&quot; &lt;b>" data-color="red" />',
    );
  });

  it('stays as it is at the root and without an environment', () => {
    expect(fillIn(page, { basePath: '/' })).toBe(page);
  });
});
