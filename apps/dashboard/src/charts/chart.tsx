import 'uplot/dist/uPlot.min.css';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat, type Format } from '../preferences/format.js';
import type { TimeAxis } from '../data/history.js';
import { Button } from '../ui/button.js';
import { Section } from '../ui/section.js';
import { clockOf } from './clock-of.js';

const Canvas = lazy(() => import('./chart-canvas.js'));

export interface Series {
  readonly label: string;
  /** Name of a colour of tokens.css. */
  readonly color: string;
  readonly dash?: readonly number[];
  /** Null: nobody counted. */
  readonly values: readonly (number | null)[];
}

export interface ChartProps {
  /** With the unit. */
  readonly title: string;
  readonly time: TimeAxis;
  readonly series: readonly Series[];
}

const tableRowsMax = 30;

/** A line chart with a twin for those who read tables. */
export function Chart(props: ChartProps) {
  const { t } = useTranslation();
  const [isTable, setTable] = useState(false);
  const toggle = (
    <Button look="quiet" aria-pressed={isTable} onClick={() => setTable(!isTable)}>
      {isTable ? t('chart.asLines') : t('chart.asTable')}
    </Button>
  );
  return (
    <Section title={props.title} aside={toggle}>
      {isTable ? <ChartTable {...props} /> : <ChartLines {...props} />}
    </Section>
  );
}

function ChartLines({ title, time, series }: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [pointed, setPointed] = useState<number | null>(null);
  const index = pointed === null ? -1 : time.at.indexOf(pointed);
  const summary = series.map(({ label, values }) => `${label} ${format.rate(values.at(-1) ?? 0)}`).join(', ');
  return (
    <figure className="pt-2">
      <figcaption className="flex flex-wrap gap-x-4 pb-1 text-small">
        {series.map((one) => (
          <span key={one.label} className="inline-flex items-center gap-1.5 text-muted">
            <Stroke series={one} />
            {one.label}
            {index >= 0 && <span className="figure font-medium text-ink">{shown(one.values[index], format)}</span>}
          </span>
        ))}
        {index >= 0 && <span className="figure text-muted">{clockOf(time, format)(time.at[index]! * 1000)}</span>}
      </figcaption>
      <div role="img" aria-label={t('chart.summary', { title, summary })} className="h-44">
        <Suspense>
          <Canvas time={time} series={series} onPoint={setPointed} />
        </Suspense>
      </div>
    </figure>
  );
}

function Stroke({ series: { color, dash } }: { readonly series: Series }) {
  return (
    <svg width="18" height="6" aria-hidden>
      <line
        {...{ x1: 0, x2: 18, y1: 3, y2: 3, stroke: `var(--${color})`, strokeWidth: 2 }}
        {...(dash ? { strokeDasharray: dash.join(' ') } : {})}
      />
    </svg>
  );
}

function shown(value: number | null | undefined, format: Format): string {
  return typeof value === 'number' ? format.rate(value) : '–';
}

/** As many rows as one reads, evenly over the range, newest first. */
function ChartTable({ title, time, series }: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const { at } = time;
  const step = Math.max(1, Math.ceil(at.length / tableRowsMax));
  const rows = at.map((second, index) => ({ second, index })).filter(({ index }) => (at.length - 1 - index) % step === 0).reverse(); // prettier-ignore
  return (
    <div className="max-h-56 overflow-auto" tabIndex={0}>
      <table className="w-full text-table">
        <caption className="sr-only">{title}</caption>
        <thead className="sticky top-0 bg-paper text-small text-muted">
          <tr>
            <th className="py-1 text-left font-medium">{t('chart.time')}</th>
            {series.map(({ label }) => (
              <th key={label} className="text-right font-medium">
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(({ second, index }) => (
            <tr key={second} className="border-t border-line">
              <td className="py-1">{clockOf(time, format)(second * 1000)}</td>
              {series.map(({ label, values }) => (
                <td key={label} className="text-right">
                  {shown(values[index], format)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
