const counts = new Intl.NumberFormat('en');
const rates = new Intl.NumberFormat('en', { maximumFractionDigits: 1 });

/** 1,240 */
export const formatCount = (value: number): string => counts.format(value);

/** Messages per second. */
export const formatRate = (value: number): string => rates.format(value);

/** '1 queue', '2 queues' */
export function formatNumberOf(count: number, one: string, many = `${one}s`): string {
  return `${formatCount(count)} ${count === 1 ? one : many}`;
}

/** 0.4 s, 12 s, 4m 12s, 3h 5m, 2d 4h */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, ms) / 1_000;
  if (seconds < 10) return `${rates.format(seconds)}s`;
  if (seconds < 60) return `${Math.round(seconds)}s`;
  const units = [
    ['d', 86_400],
    ['h', 3_600],
    ['m', 60],
    ['s', 1],
  ] as const;
  const whole = Math.round(seconds);
  const first = units.findIndex(([, size]) => whole >= size);
  const [unit, size] = units[first]!;
  const [nextUnit, nextSize] = units[first + 1]!;
  const rest = Math.floor((whole % size) / nextSize);
  return `${Math.floor(whole / size)}${unit}${rest === 0 ? '' : ` ${rest}${nextUnit}`}`;
}

/** How long ago, or in how long. */
export function formatAge(instant: string, now = Date.now()): string {
  const ms = now - Date.parse(instant);
  return ms >= 0 ? formatDuration(ms) : `in ${formatDuration(-ms)}`;
}

const sizes = ['B', 'kB', 'MB', 'GB', 'TB'] as const;

/** 812 B, 1.2 kB */
export function formatBytes(bytes: number): string {
  const power = bytes < 1_000 ? 0 : Math.min(sizes.length - 1, Math.floor(Math.log10(bytes) / 3));
  return `${rates.format(bytes / 1_000 ** power)} ${sizes[power]}`;
}
