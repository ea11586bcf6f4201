import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { serverNow } from '../api/server-clock.js';
import { useFormat, type Format } from '../preferences/format.js';
import type { TimeAxis } from '../data/history.js';
import { usePreferences } from '../preferences/use-preferences.js';
import type { ChartProps, Series } from './chart.js';
import { clockOf } from './clock-of.js';
import { useMedia } from '../ui/use-media.js';

/** A gap in what was seen is a gap in the line, not a slope. Seconds at least, and points that are missing. */
const [gapAfter, pointsMissing] = [10, 2.5];
/** A chart of minutes that has just begun is not stretched; one of hours or days shows all of them. Seconds. */
const [shortestSpan, minutes] = [120, 900];

interface CanvasProps extends Pick<ChartProps, 'time' | 'series'> {
  /** Told when one points at an instant, in this chart or in one beside it. Seconds since 1970. */
  readonly onPoint: (at: number | null) => void;
}

export default function ChartCanvas({ time, series, onPoint }: CanvasProps) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const format = useFormat();
  const { theme } = usePreferences();
  const isDark = useMedia('(prefers-color-scheme: dark)');
  const shape = `${time.length} ${series.map(({ label, color }) => `${label} ${color}`).join()}`;

  useEffect(() => {
    const host = element.current!;
    const made = new uPlot(optionsFor(host, { time, series, onPoint }, format), dataOf(time, series), host);
    plot.current = made;
    const observer = new ResizeObserver(() => made.setSize({ width: host.clientWidth, height: host.clientHeight }));
    observer.observe(host);
    return () => {
      observer.disconnect();
      made.destroy();
      plot.current = null;
    };
    // Data comes by the effect below; the chart is made anew only when it looks otherwise.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [shape, theme, isDark, format]);

  useEffect(() => plot.current?.setData(dataOf(time, series)), [time, series]);
  return <div ref={element} aria-hidden className="h-full w-full" />;
}

function dataOf({ at, resolution }: TimeAxis, series: readonly Series[]): uPlot.AlignedData {
  const gap = Math.max(gapAfter, resolution * pointsMissing);
  const breaks = at.flatMap((second, index) => (index > 0 && second - at[index - 1]! > gap ? [index] : []));
  const withGaps = (values: readonly (number | null)[], filler: (index: number) => number | null) =>
    breaks.reduceRight<(number | null)[]>((all, index) => all.toSpliced(index, 0, filler(index)), [...values]);
  const times = withGaps(at, (index) => at[index - 1]! + 1) as number[];
  return [times, ...series.map(({ values }) => withGaps(values, () => null))];
}

function optionsFor(host: HTMLElement, { time, series, onPoint }: CanvasProps, format: Format): uPlot.Options {
  const [muted, line] = [resolve(host, '--muted'), resolve(host, '--line')];
  const span = time.length > minutes ? time.length : shortestSpan;
  const clock = clockOf(time, format);
  const axis = {
    stroke: muted,
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return {
    ...{ width: host.clientWidth, height: host.clientHeight, legend: { show: false }, padding: [8, 28, 0, 0] },
    cursor: { drag: { x: false, y: false }, points: { size: 6 }, sync: { key: 'past' } },
    hooks: {
      setCursor: [
        ({ cursor: { idx, left = -1 }, data }) => onPoint(left < 0 || idx === null || idx === undefined ? null : data[0][idx]!),
      ],
    },
    scales: {
      // Not by what is suggested: for a single point that is a day.
      x: { range: ({ data: [at] }) => rangeOf(at, span) },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 90, values: (_, seconds) => seconds.map((second) => clock(second * 1000)) },
      { ...axis, size: 52, space: 36, values: (_, values) => values.map(format.compact) },
    ],
    series: [
      {},
      ...series.map(({ label, color, dash }) => ({
        ...{ label, stroke: resolve(host, `--${color}`), width: 1.75, points: { show: isSparse } },
        ...(dash === undefined ? {} : { dash: [...dash] }),
      })),
    ],
  };
}

function rangeOf(at: ArrayLike<number>, span: number): uPlot.Range.MinMax {
  const last = at[at.length - 1] ?? serverNow() / 1000;
  return [Math.min(at[0] ?? last, last - span), last];
}

/** A line needs two points. */
function isSparse({ data: [at] }: uPlot): boolean {
  return at.length < 3;
}

/** A canvas knows no variables. */
function resolve(host: HTMLElement, variable: string): string {
  host.style.color = `var(${variable})`;
  const { color } = getComputedStyle(host);
  host.style.color = '';
  return color;
}
