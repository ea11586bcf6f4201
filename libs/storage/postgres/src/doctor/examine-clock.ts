import type { Examine } from './diagnosis.js';

const area = 'clock';
/** Leases are counted by the database's clock, what brokers tell by their own. */
const skewMsMax = 2_000;

/** This machine's clock against the database's, less half of the way there and back. */
export const examineClock: Examine = async (query) => {
  const sent = Date.now();
  const [row] = await query<{ ms: number }>(`select (extract(epoch from clock_timestamp()) * 1000)::float8 as ms`);
  const got = Date.now();
  const skewMs = Math.round(row!.ms - (sent + got) / 2);
  const uncertainty = Math.ceil((got - sent) / 2);
  const text = `the database's clock is ${Math.abs(skewMs)} ms ${skewMs < 0 ? 'behind' : 'ahead of'} this machine's (± ${uncertainty} ms)`;
  if (Math.abs(skewMs) <= skewMsMax + uncertainty) return [{ area, level: 'ok', found: text }];
  return [{ area, level: 'warn', found: text, remedy: 'Run NTP on both: delays and times to live are off by as much.' }];
};
