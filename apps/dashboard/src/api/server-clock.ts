let skewMs = 0;

/** The header tells whole seconds, and the answer was under way. */
const toleratedMs = 3_000;

/** Called with the header Date of every answer. */
export function learnServerTime(date: string | null, now = Date.now()): void {
  const told = Date.parse(date ?? '');
  if (Number.isNaN(told)) return;
  const skew = told - now;
  skewMs = Math.abs(skew) > toleratedMs ? skew : 0;
}

/** The broker's time, in ms since 1970: ages are right also where this machine's clock is not. */
export function serverNow(): number {
  return serverTimeAt(Date.now());
}

/** What the broker's clock said when this machine's said `at`. */
export function serverTimeAt(at: number): number {
  return at + skewMs;
}

/** How far this machine's clock is behind the broker's, in ms; 0 when they agree but for seconds. */
export function clockSkewMs(): number {
  return skewMs;
}
