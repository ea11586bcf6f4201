import type { ReactNode } from 'react';

interface TileProps {
  readonly label: ReactNode;
  readonly value: ReactNode;
  readonly unit?: string;
  /** The exact value, for whoever points at a short one. */
  readonly exact?: string;
}

export function Tile({ label, value, unit, exact }: TileProps) {
  return (
    <div className="flex min-w-0 flex-col gap-1 border-l border-line px-4 py-1 first:border-l-0 max-md:odd:border-l-0 max-md:odd:pl-0 md:first:pl-0">
      <dt className="flex items-center gap-1.5 text-small text-muted">{label}</dt>
      <dd className="figure text-tile [overflow-wrap:anywhere] font-medium tracking-tight max-sm:text-[20px]" title={exact}>
        {value}
        {unit !== undefined && <span className="ml-1 text-ui font-normal tracking-normal text-muted">{unit}</span>}
      </dd>
    </div>
  );
}

export function Tiles({ children }: { readonly children: ReactNode }) {
  return (
    <dl className="grid grid-cols-2 gap-y-4 border-y border-line py-3 md:auto-cols-fr md:grid-flow-col lg:auto-cols-[minmax(max-content,1fr)] md:grid-cols-none">
      {children}
    </dl>
  );
}
