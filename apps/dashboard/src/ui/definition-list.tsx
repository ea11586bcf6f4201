import clsx from 'clsx';
import type { ReactNode } from 'react';

interface DefinitionListProps {
  readonly entries: readonly (readonly [term: string, value: ReactNode])[];
  readonly isCode?: boolean;
}

export function DefinitionList({ entries, isCode = false }: DefinitionListProps) {
  return (
    <dl className={clsx('grid grid-cols-[minmax(110px,auto)_minmax(0,1fr)]', isCode && 'font-mono text-code')}>
      {entries.map(([term, value], index) => (
        <div key={index} className="col-span-2 grid grid-cols-subgrid gap-x-6 border-b border-line py-1.5 last:border-b-0">
          <dt className="[overflow-wrap:anywhere] text-muted">{term}</dt>
          <dd className="[overflow-wrap:anywhere]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
