/** What the root serves besides the dashboard; what is missing below one of these stays missing. */
const others = ['v1', 'api', 'docs', 'metrics', 'livez', 'readyz', 'startupz', 'assets', 'asyncapi.json'];

/** An address of the dashboard's router, not a file that is missing or a route of the API that is not there. */
export function isPageOfDashboard(path: string): boolean {
  const [first = ''] = path.slice(1).split('/', 1);
  return !others.includes(first) && !/^\/[^/]+\.\w+$/.test(path);
}
