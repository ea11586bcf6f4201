import type { EnvironmentColor } from './environment.js';

const papers: Record<EnvironmentColor, string> = {
  gray: 'bg-environment-gray',
  green: 'bg-environment-green',
  blue: 'bg-environment-blue',
  amber: 'bg-environment-amber',
  red: 'bg-environment-red',
};

/** Of the bar across the window, which the page before the application has as well. */
export const environmentClasses = (color: EnvironmentColor): string =>
  `truncate px-4 text-center text-small leading-5 font-semibold tracking-wide text-white ${papers[color]}`;
