import { serverNow } from '../api/server-clock.js';
import type { Preferences } from './preferences.js';

export interface Format {
  /** Exact, with separators. */
  readonly count: (value: number) => string;
  /** Short, for tiles: 1.2M */
  readonly compact: (value: number) => string;
  readonly rate: (perSecond: number) => string;
  readonly bytes: (bytes: number) => string;
  /** The two largest units: 4 min 12 s */
  readonly duration: (ms: number) => string;
  /** With date, seconds and zone. */
  readonly instant: (at: string | number) => string;
  readonly clock: (at: string | number) => string;
  /** Day, hour and minute: for days side by side. */
  readonly dayTime: (at: string | number) => string;
  /** How long since then, by the broker's clock. */
  readonly age: (at: string | number) => string;
  /** How long until then; due once it is past. */
  readonly until: (at: string | number) => string;
  readonly ago: (at: string | number, now?: number) => string;
}

export type FormatPreferences = Pick<Preferences, 'language' | 'timeZone'>;

export function createFormat({ language, timeZone }: FormatPreferences): Format {
  const zone = timeZone === 'local' ? {} : { timeZone };
  const numbers = (options: Intl.NumberFormatOptions) => once(() => new Intl.NumberFormat(language, options));
  const dates = (options: Intl.DateTimeFormatOptions) => once(() => new Intl.DateTimeFormat(language, { ...options, ...zone }));
  const number = numbers({});
  const short = numbers({ notation: 'compact', maximumFractionDigits: 1 });
  const fraction = numbers({ maximumSignificantDigits: 2 });
  const fractionOfTen = numbers({ maximumFractionDigits: 1 });
  const dateTime = dates({ dateStyle: 'medium', timeStyle: 'long' });
  const time = dates({ timeStyle: 'medium', hourCycle: 'h23' });
  const dayTime = dates({ month: 'numeric', day: 'numeric', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  const relative = once(() => new Intl.RelativeTimeFormat(language, { numeric: 'always', style: 'short' }));
  const unit = (name: TimeUnit) => numbers({ style: 'unit', unit: name, unitDisplay: 'short', maximumFractionDigits: 1 });
  const units: Readonly<Record<TimeUnit, () => Intl.NumberFormat>> = {
    ...{ day: unit('day'), hour: unit('hour'), minute: unit('minute'), second: unit('second') },
    millisecond: unit('millisecond'),
  };

  const duration = (ms: number): string =>
    parts(ms)
      .map(({ value, name }) => units[name]().format(value))
      .join(' ');

  return {
    duration,
    age: (at) => duration(Math.max(0, serverNow() - new Date(at).getTime())),
    count: (value) => number().format(value),
    compact: (value) => (value < 10_000 ? number() : short()).format(value),
    rate: (perSecond) => (perSecond < 10 ? fraction().format(perSecond) : number().format(Math.round(perSecond))),
    bytes: (bytes) => {
      const [, size, unitName] = byteUnits.find(([least]) => bytes >= least)!;
      return `${fractionOfTen().format(bytes / size)} ${unitName}`;
    },
    instant: (at) => dateTime().format(new Date(at)),
    clock: (at) => time().format(new Date(at)),
    dayTime: (at) => dayTime().format(new Date(at)),
    until: (at) => {
      const { value, name } = wholeUnit(Math.max(0, new Date(at).getTime() - serverNow()));
      return relative().format(Math.ceil(value), name);
    },
    ago: (at, now = serverNow()) => {
      const { value, name } = wholeUnit(Math.max(0, now - new Date(at).getTime()));
      return relative().format(-Math.floor(value), name);
    },
  };
}

/** Each takes milliseconds to make, and the first page waits for none that it does not show. */
function once<T>(make: () => T): () => T {
  let made: T | undefined;
  return () => (made ??= make());
}

const byteUnits = [
  [1024 ** 3, 1024 ** 3, 'GiB'],
  [1024 ** 2, 1024 ** 2, 'MiB'],
  [1024, 1024, 'KiB'],
  [0, 1, 'B'],
] as const;

const timeUnits = [
  { name: 'day', ms: 86_400_000 },
  { name: 'hour', ms: 3_600_000 },
  { name: 'minute', ms: 60_000 },
  { name: 'second', ms: 1_000 },
] as const;

type TimeUnit = (typeof timeUnits)[number]['name'] | 'millisecond';

function parts(ms: number): { readonly value: number; readonly name: TimeUnit }[] {
  const index = timeUnits.findIndex((one) => ms >= one.ms);
  if (index < 0) return [{ value: Math.round(ms), name: 'millisecond' }];
  const { name, ms: size } = timeUnits[index]!;
  const next = timeUnits[index + 1];
  if (next === undefined) return [{ value: ms < 10_000 ? Math.round(ms / 100) / 10 : Math.round(ms / size), name }];
  const rest = Math.floor((ms % size) / next.ms);
  const whole = { value: Math.floor(ms / size), name };
  return rest === 0 ? [whole] : [whole, { value: rest, name: next.name }];
}

/** The largest unit; what is shorter than a second is a part of one. */
function wholeUnit(ms: number): { readonly value: number; readonly name: Exclude<TimeUnit, 'millisecond'> } {
  const { name, ms: size } = timeUnits.find((one) => ms >= one.ms) ?? timeUnits.at(-1)!;
  return { value: ms / size, name };
}
