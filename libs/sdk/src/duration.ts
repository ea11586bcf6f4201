import { invalidOption } from './errors.js';

/** A time that passes: milliseconds as a number, or a text with a unit, `'250ms'`, `'1.5s'`, `'5m'`, `'2h'`, `'7d'`. */
export type Duration = number | `${number}${'ms' | 's' | 'm' | 'h' | 'd'}`;

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** In whole ms. invalid_option for anything else, named `what`. */
export function readDuration(duration: Duration, what: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h|d)$/.exec(typeof duration === 'number' ? `${duration}ms` : duration) ?? [];
  const ms = Math.round(Number(amount) * (unitMs[unit ?? ''] ?? NaN));
  if (Number.isSafeInteger(ms)) return ms;
  throw invalidOption(
    `${what} is ${JSON.stringify(duration)}`,
    "Give ms as a number, or a text such as '500ms', '1s', '5m', '2h', '7d'.",
  );
}
