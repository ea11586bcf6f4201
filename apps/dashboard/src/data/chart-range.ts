import { useSearch } from '@tanstack/react-router';

/** As far back as the brokers keep figures: by the second, by ten seconds, by the minute. */
export const chartRanges = ['15m', '6h', '7d'] as const;

export type ChartRange = (typeof chartRanges)[number];

interface RangeLook {
  readonly lengthMs: number;
  /** Between two looks. */
  readonly intervalMs: number;
}

const minuteMs = 60_000;

export const rangeLooks: Readonly<Record<ChartRange, RangeLook>> = {
  '15m': { lengthMs: 15 * minuteMs, intervalMs: 5_000 },
  '6h': { lengthMs: 6 * 60 * minuteMs, intervalMs: 15_000 },
  '7d': { lengthMs: 7 * 24 * 60 * minuteMs, intervalMs: minuteMs },
};

/** The range in the address. */
export function useChartRange(): ChartRange {
  return useSearch({ strict: false, select: ({ range = '15m' }: { range?: ChartRange }) => range });
}
