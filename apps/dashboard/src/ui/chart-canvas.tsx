import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import { useFormat, type Format } from '../preferences/format.js';
import { usePreferences } from '../preferences/preferences.js';
import type { ChartProps, Series } from './chart.js';
import { useMedia } from './use-media.js';

/** A gap in what was seen is a gap in the line, not a slope. Seconds. */
const gapAfter = 10;
/** A chart that has just begun is not stretched. Seconds. */
const shortestSpan = 120;

export default function ChartCanvas({ at, series }: ChartProps) {
  const element = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const format = useFormat();
  const { theme } = usePreferences();
  const isDark = useMedia('(prefers-color-scheme: dark)');
  const shape = series.map(({ label, color }) => `${label} ${color}`).join();

  useEffect(() => {
    const host = element.current!;
    const made = new uPlot(optionsFor(host, series, format), dataOf(at, series), host);
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

  useEffect(() => plot.current?.setData(dataOf(at, series)), [at, series]);
  return <div ref={element} aria-hidden className="h-full w-full" />;
}

function dataOf(at: readonly number[], series: readonly Series[]): uPlot.AlignedData {
  const breaks = at.flatMap((second, index) => (index > 0 && second - at[index - 1]! > gapAfter ? [index] : []));
  const withGaps = (values: readonly (number | null)[], filler: (index: number) => number | null) =>
    breaks.reduceRight<(number | null)[]>((all, index) => all.toSpliced(index, 0, filler(index)), [...values]);
  const times = withGaps(at, (index) => at[index - 1]! + 1) as number[];
  return [times, ...series.map(({ values }) => withGaps(values, () => null))];
}

function optionsFor(host: HTMLElement, series: readonly Series[], format: Format): uPlot.Options {
  const [muted, line] = [resolve(host, '--muted'), resolve(host, '--line')];
  const axis = {
    stroke: muted,
    font: '11px "Inter Variable", sans-serif',
    grid: { stroke: line, width: 1 },
    ticks: { show: false },
  };
  return {
    ...{ width: host.clientWidth, height: host.clientHeight, legend: { show: false }, padding: [8, 28, 0, 0] },
    cursor: { drag: { x: false, y: false }, points: { size: 6 } },
    scales: {
      x: { range: (_, min, max) => [Math.min(min, max - shortestSpan), max] },
      y: { range: (_, __, max) => [0, Math.max(1, max * 1.1)] },
    },
    axes: [
      { ...axis, grid: { show: false }, space: 90, values: (_, seconds) => seconds.map((second) => format.clock(second * 1000)) },
      { ...axis, size: 52, space: 36, values: (_, values) => values.map(format.compact) },
    ],
    series: [
      {},
      ...series.map(({ label, color, dash }) => ({
        ...{ label, stroke: resolve(host, `--${color}`), width: 1.75, points: { show: false } },
        ...(dash === undefined ? {} : { dash: [...dash] }),
      })),
    ],
  };
}

/** A canvas knows no variables. */
function resolve(host: HTMLElement, variable: string): string {
  host.style.color = `var(${variable})`;
  const { color } = getComputedStyle(host);
  host.style.color = '';
  return color;
}
