import { useTranslation } from 'react-i18next';
import type { Binding } from '../../data/topology.js';
import type { RouteStep } from '../../data/explanations.js';

interface TopologyGraphProps {
  readonly exchange: string;
  readonly bindings: readonly Binding[];
  readonly steps: readonly RouteStep[];
}

/** More are no picture any more; the table has them all. */
const destinationsMax = 60;
const rowHeight = 34;
const [leftX, rightX, boxWidth] = [8, 460, 260];

/** The neighbourhood of one exchange: where its bindings lead, and which of them the message takes. */
export function TopologyGraph({ exchange, bindings, steps }: TopologyGraphProps) {
  const { t } = useTranslation();
  const own = bindings.filter(({ source }) => source === exchange);
  const destinations = [...new Map(own.map((one) => [keyOf(one), one])).values()].slice(0, destinationsMax);
  const taken = new Set(steps.flatMap(({ bindings: some }) => some.filter(({ matches }) => matches).map(({ id }) => id)));
  const height = Math.max(1, destinations.length) * rowHeight + 16;
  const middle = height / 2;
  if (destinations.length === 0) return null;
  return (
    <div className="overflow-x-auto max-sm:hidden rounded-md border border-line p-2" tabIndex={0}>
      <svg
        width={rightX + boxWidth + 16}
        height={height}
        role="img"
        aria-label={t('topology.graph', { exchange, count: destinations.length })}
      >
        {destinations.map((destination, row) => {
          const isTaken = own.some((one) => keyOf(one) === keyOf(destination) && taken.has(one.id));
          const y = row * rowHeight + rowHeight / 2 + 8;
          return (
            <g key={keyOf(destination)}>
              <path
                d={`M ${leftX + boxWidth} ${middle} C ${leftX + boxWidth + 90} ${middle}, ${rightX - 90} ${y}, ${rightX} ${y}`}
                fill="none"
                stroke={isTaken ? 'var(--ink)' : 'var(--line)'}
                strokeWidth={isTaken ? 2 : 1}
              />
              <Box
                x={rightX}
                y={y}
                label={destination.destination}
                isBold={isTaken}
                isRound={destination.destinationKind === 'exchange'}
              />
            </g>
          );
        })}
        <Box x={leftX} y={middle} label={exchange} isBold isRound />
      </svg>
    </div>
  );
}

function keyOf({ destinationKind, destination }: Binding): string {
  return `${destinationKind} ${destination}`;
}

interface BoxProps {
  readonly x: number;
  readonly y: number;
  readonly label: string;
  readonly isBold: boolean;
  /** Exchanges are round, queues are not. */
  readonly isRound: boolean;
}

const labelMax = 32;

function Box({ x, y, label, isBold, isRound }: BoxProps) {
  const shown = label.length > labelMax ? `${label.slice(0, labelMax - 1)}…` : label;
  return (
    <g>
      <title>{label}</title>
      <rect
        x={x}
        y={y - 13}
        width={boxWidth}
        height={26}
        rx={isRound ? 13 : 4}
        fill="var(--paper)"
        stroke={isBold ? 'var(--ink)' : 'var(--edge)'}
      />
      <text x={x + 12} y={y + 4.5} fontSize={13} fontWeight={isBold ? 600 : 400} fill={isBold ? 'var(--ink)' : 'var(--muted)'}>
        {shown}
      </text>
    </g>
  );
}
