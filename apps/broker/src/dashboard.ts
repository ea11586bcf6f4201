import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { Progress } from './progress.js';

/** Where the dashboard's build is. Without one the broker serves everything else. */
export function builtDashboard(progress: Progress): { readonly dashboardDirectory?: string } {
  const manifest = createRequire(import.meta.url).resolve('@howdah/dashboard/package.json');
  const dashboardDirectory = join(dirname(manifest), 'dist');
  if (existsSync(join(dashboardDirectory, 'index.html'))) return { dashboardDirectory };
  progress.note('the dashboard is not built, so that none is served; npm run build builds it');
  return {};
}
