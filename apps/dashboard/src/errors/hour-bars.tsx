import { useTranslation } from 'react-i18next';
import { serverNow } from '../api/server-clock.js';
import type { ErrorGroup } from '../data/error-groups.js';

const hours = 24;
const hourMs = 3_600_000;
const [barWidth, height] = [4, 18];

/** Failed attempts in each of the last 24 hours, the present one at the right. */
export function HourBars({ group }: { readonly group: ErrorGroup }) {
  const { t } = useTranslation();
  const counts = countsOf(group, Math.floor(serverNow() / hourMs));
  const most = Math.max(1, ...counts);
  return (
    <svg
      width={hours * (barWidth + 1)}
      height={height}
      role="img"
      aria-label={t('errors.bars', { count: counts.at(-1) ?? 0, most })}
    >
      {counts.map((count, index) => {
        const bar = count === 0 ? 1 : Math.max(3, (count / most) * height);
        return (
          <rect
            key={index}
            {...{ x: index * (barWidth + 1), y: height - bar, width: barWidth, height: bar }}
            fill={count === 0 ? 'var(--line)' : 'var(--dead)'}
          />
        );
      })}
    </svg>
  );
}

function countsOf({ hours: told }: ErrorGroup, thisHour: number): readonly number[] {
  const byHour = new Map(
    told.map(({ at, attempts, deaths }) => [Math.floor(Date.parse(at) / hourMs), Math.max(attempts, deaths)]),
  );
  return Array.from({ length: hours }, (_, index) => byHour.get(thisHour - hours + 1 + index) ?? 0);
}
