import clsx from 'clsx';
import { useFormat } from '../preferences/format.js';

interface MeterProps {
  readonly label: string;
  readonly used: number;
  readonly max: number;
}

const full = 0.8;

/** How much of something that ends is used. */
export function Meter({ label, used, max }: MeterProps) {
  const format = useFormat();
  const share = max === 0 ? 0 : Math.min(1, used / max);
  const text = `${format.count(used)} / ${format.count(max)}`;
  return (
    <span className="flex flex-wrap items-center gap-x-3">
      <svg role="img" aria-label={`${label}: ${text}`} width="120" height="6" className="shrink-0">
        <rect width="120" height="6" rx="3" className="fill-sunken" />
        <rect width={120 * share} height="6" rx="3" className={clsx(share > full ? 'fill-warn' : 'fill-muted')} />
      </svg>
      <span className={clsx('figure', share > full && 'text-warn')}>{text}</span>
    </span>
  );
}
