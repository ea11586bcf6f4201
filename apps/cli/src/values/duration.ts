import { usageError } from '../cli-error.js';

const unitMs: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };
const part = String.raw`\d+(?:\.\d+)?(?:ms|s|m|h|d)`;
const form = new RegExp(`^(?:${part})+$`);

/** '250ms', '1.5s', '5m', '1h30m', '7d' in whole ms. */
export function parseDuration(text: string): number {
  if (!form.test(text))
    throw usageError(`'${text}' is no duration.`, "Give a number with a unit: '500ms', '30s', '5m', '1h30m', '7d'.");
  const parts = [...text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h|d)/g)];
  return Math.round(parts.reduce((sum, [, amount, unit]) => sum + Number(amount) * unitMs[unit!]!, 0));
}

/** An instant: RFC 3339, or a duration, counted from now into the past (`direction` −1) or the future. */
export function parseInstant(text: string, direction: 1 | -1): string {
  if (form.test(text)) return new Date(Date.now() + direction * parseDuration(text)).toISOString();
  const ms = Date.parse(text);
  if (Number.isFinite(ms) && /^\d{4}-\d\d-\d\dT/.test(text)) return new Date(ms).toISOString();
  const example = direction === 1 ? "'30m' from now" : "'2h' ago";
  throw usageError(`'${text}' is no instant.`, `Give a duration such as ${example}, or an instant such as 2030-01-31T09:00:00Z.`);
}
