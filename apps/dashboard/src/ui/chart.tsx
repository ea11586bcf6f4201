import 'uplot/dist/uPlot.min.css';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useFormat } from '../preferences/format.js';
import { Button } from './button.js';
import { Section } from './section.js';

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
  /** Seconds since 1970. */
  readonly at: readonly number[];
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

function ChartLines(props: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const summary = props.series.map(({ label, values }) => `${label} ${format.rate(values.at(-1) ?? 0)}`).join(', ');
  return (
    <figure className="pt-2">
      <figcaption className="flex flex-wrap gap-x-4 pb-1 text-small">
        {props.series.map(({ label, color, dash }) => (
          <span key={label} className="inline-flex items-center gap-1.5 text-muted">
            <svg width="18" height="6" aria-hidden>
              <line
                x1="0"
                x2="18"
                y1="3"
                y2="3"
                stroke={`var(--${color})`}
                strokeWidth="2"
                {...(dash ? { strokeDasharray: dash.join(' ') } : {})}
              />
            </svg>
            {label}
          </span>
        ))}
      </figcaption>
      <div role="img" aria-label={t('chart.summary', { title: props.title, summary })} className="h-44">
        <Suspense>
          <Canvas {...props} />
        </Suspense>
      </div>
    </figure>
  );
}

function ChartTable({ title, at, series }: ChartProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const rows = at.map((second, index) => ({ second, index })).slice(-tableRowsMax).reverse(); // prettier-ignore
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
              <td className="py-1">{format.clock(second * 1000)}</td>
              {series.map(({ label, values }) => (
                <td key={label} className="text-right">
                  {typeof values[index] === 'number' ? format.rate(values[index]) : '–'}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
