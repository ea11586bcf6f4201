import { useVirtualizer } from '@tanstack/react-virtual';
import clsx from 'clsx';
import { ArrowDown, ArrowUp } from 'lucide-react';
import { memo, useMemo, useRef, type KeyboardEvent, type ReactNode } from 'react';
import type { Density } from '../preferences/preferences.js';
import { usePreferences } from '../preferences/use-preferences.js';
import { useMedia } from './use-media.js';

export interface Column<T> {
  readonly key: string;
  readonly header: string;
  /** What the word means, for whoever points at it. */
  readonly hint?: string;
  readonly cell: (row: T) => ReactNode;
  /** Of a CSS grid. Default: minmax(0, 1fr) */
  readonly width?: string;
  readonly isNumber?: boolean;
  /** Nothing is quieter than something. */
  readonly isQuiet?: (row: T) => boolean;
  readonly sortsBy?: (row: T) => number | string;
  /** 1 stays on a phone, 2 from 768 px, 3 from 1,200 px. Default 1. */
  readonly importance?: 1 | 2 | 3;
}

export interface Sort {
  readonly key: string;
  readonly isDescending: boolean;
}

interface VirtualTableProps<T> {
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly rows: readonly T[];
  readonly keyOf: (row: T) => string;
  readonly empty: ReactNode;
  readonly sort?: Sort | undefined;
  readonly onSort?: (sort: Sort) => void;
  readonly isSelected?: (row: T) => boolean;
}

const rowHeights: Record<Density, number> = { compact: 28, default: 32, comfortable: 40 };

/** Only rows in sight are in the page, so ten thousand scroll as ten do. Up, down, Home and End move between links of rows. */
export function VirtualTable<T>({ label, columns, rows, keyOf, empty, sort, onSort, isSelected }: VirtualTableProps<T>) {
  const scroller = useRef<HTMLDivElement>(null);
  const { density } = usePreferences();
  const isCoarse = useMedia('(pointer: coarse)');
  const shown = useShownColumns(columns);
  const rowHeight = isCoarse ? 44 : rowHeights[density];
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: 3,
    getItemKey: (index) => keyOf(rows[index]!),
  });
  const gridTemplateColumns = shown.map(({ width = 'minmax(0, 1fr)' }) => width).join(' ');

  return (
    <div ref={scroller} tabIndex={0} className="min-h-28 flex-1 overflow-auto text-table" onKeyDown={moveBetweenRows}>
      <div role="table" aria-label={label} aria-rowcount={rows.length + 1}>
        <div role="rowgroup" className="sticky top-0 z-10">
          <div role="row" aria-rowindex={1} className="grid border-b border-line bg-paper" style={{ gridTemplateColumns }}>
            {shown.map((column) => (
              <HeaderCell key={column.key} column={column} sort={sort} onSort={onSort} />
            ))}
          </div>
        </div>
        <div role="rowgroup" className="relative" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map(({ index, start, key }) => (
            <Row
              key={key}
              {...{ index, start, gridTemplateColumns, columns: shown, height: rowHeight }}
              row={rows[index]!}
              isSelected={isSelected?.(rows[index]!) === true}
            />
          ))}
        </div>
      </div>
      {rows.length === 0 && empty}
    </div>
  );
}

interface RowProps<T> {
  readonly row: T;
  readonly index: number;
  /** px below the header. */
  readonly start: number;
  readonly height: number;
  readonly columns: readonly Column<T>[];
  readonly gridTemplateColumns: string;
  readonly isSelected: boolean;
}

/** While one scrolls, only rows that come into sight are made. */
const Row = memo(function Row<T>({ row, index, start, height, columns, gridTemplateColumns, isSelected }: RowProps<T>) {
  return (
    <div
      role="row"
      aria-rowindex={index + 2}
      className={clsx(
        'absolute inset-x-0 grid items-center contain-strict border-b border-line hover:bg-raised focus-within:bg-raised',
        isSelected && 'bg-sunken',
      )}
      style={{ gridTemplateColumns, height, transform: `translateY(${start}px)` }}
    >
      {columns.map(({ key, isNumber, isQuiet, cell }) => (
        <div
          key={key}
          role="cell"
          className={clsx('truncate px-2', isNumber === true && 'figure text-right', isQuiet?.(row) === true && 'text-muted')}
        >
          {cell(row)}
        </div>
      ))}
    </div>
  );
}) as <T>(props: RowProps<T>) => ReactNode;

function useShownColumns<T>(columns: readonly Column<T>[]): readonly Column<T>[] {
  const isTablet = useMedia('(min-width: 768px)');
  const isDesktop = useMedia('(min-width: 1200px)');
  const least = isDesktop ? 3 : isTablet ? 2 : 1;
  return useMemo(() => columns.filter(({ importance = 1 }) => importance <= least), [columns, least]);
}

interface HeaderCellProps<T> {
  readonly column: Column<T>;
  readonly sort: Sort | undefined;
  readonly onSort: ((sort: Sort) => void) | undefined;
}

function HeaderCell<T>({ column: { key, header, hint, isNumber, sortsBy }, sort, onSort }: HeaderCellProps<T>) {
  const isSorted = sort?.key === key;
  const direction = isSorted ? (sort.isDescending ? 'descending' : 'ascending') : 'none';
  const Arrow = sort?.isDescending === true ? ArrowDown : ArrowUp;
  const look = clsx(
    'flex h-8 w-full items-center gap-1 px-2 text-small font-medium text-muted',
    isNumber === true && 'justify-end',
  );
  const isSortable = sortsBy !== undefined && onSort !== undefined;
  return (
    <div role="columnheader" aria-sort={isSortable ? direction : undefined} title={hint}>
      {isSortable ? (
        <button
          type="button"
          className={clsx(look, 'hover:text-ink', isSorted && 'text-ink')}
          onClick={() => onSort({ key, isDescending: isSorted ? !sort.isDescending : isNumber === true })}
        >
          <span className="truncate">{header}</span>
          {isSorted && <Arrow size={12} aria-hidden />}
        </button>
      ) : (
        <div className={look}>
          <span className="truncate">{header}</span>
        </div>
      )}
    </div>
  );
}

/** What a click on a header asks for. */
export function sorted<T>(rows: readonly T[], columns: readonly Column<T>[], sort: Sort | undefined): readonly T[] {
  const sortsBy = columns.find(({ key }) => key === sort?.key)?.sortsBy;
  if (sortsBy === undefined || sort === undefined) return rows;
  const sign = sort.isDescending ? -1 : 1;
  return rows
    .map((row) => ({ row, value: sortsBy(row) }))
    .sort((one, other) => sign * (one.value < other.value ? -1 : one.value > other.value ? 1 : 0))
    .map(({ row }) => row);
}

const steps: Record<string, (index: number, count: number) => number> = {
  ArrowDown: (index) => index + 1,
  ArrowUp: (index) => index - 1,
  j: (index) => index + 1,
  k: (index) => index - 1,
  Home: () => 0,
  End: (_, count) => count - 1,
};

function moveBetweenRows(event: KeyboardEvent<HTMLDivElement>): void {
  const step = steps[event.key];
  if (step === undefined || event.target instanceof HTMLInputElement) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLElement>('[data-row-link]')];
  const current = links.findIndex((link) => link === document.activeElement);
  const next = links[step(current, links.length)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
