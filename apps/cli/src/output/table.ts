import Table from 'cli-table3';
import stringWidth from 'string-width';
import type { Cell, Column } from './cells.js';
import type { Paint } from './colours.js';

const gap = 2;
const longMin = 8;

/** No lines: the columns are seen by their alignment. */
const chars = Object.fromEntries(
  ['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right']
    .concat(['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'])
    .map((name) => [name, '']),
);

/** Rows below their heads. `width` is that of the terminal; undefined: as wide as it gets. */
export function formatTable<T>(columns: readonly Column<T>[], items: readonly T[], paint: Paint, width?: number): string {
  const heads = columns.map(({ name, head }) => head ?? name);
  const rows = items.map((item) => columns.map(({ cell }) => cell(item)));
  const widths = fit(columns, widthsOf(heads, rows), width);
  const table = new Table({
    ...{ chars, colWidths: widths.map((wide) => wide + gap), truncate: '…' },
    colAligns: columns.map(({ isFigure }) => (isFigure === true ? 'right' : 'left')),
    style: { 'padding-left': 0, 'padding-right': gap, head: [], border: [], compact: true },
  });
  table.push(heads.map((head) => paint('faint', head)));
  for (const row of rows) table.push(row.map(({ shown, tone }) => paint(tone, shown)));
  return `${table.toString().replace(/ +$/gm, '')}\n`;
}

/** Names at the left, values at the right. */
export function formatRecord<T>(columns: readonly Column<T>[], item: T, paint: Paint): string {
  const rows = columns.map(({ name, head, cell }) => [head ?? name, cell(item)] as const);
  const wide = Math.max(...rows.map(([head]) => stringWidth(head)));
  return rows
    .map(
      ([head, { shown, tone }]) => `${paint('faint', head)}${' '.repeat(wide - stringWidth(head) + gap)}${paint(tone, shown)}\n`,
    )
    .join('');
}

function widthsOf(heads: readonly string[], rows: readonly (readonly Cell[])[]): number[] {
  return heads.map((head, i) => Math.max(stringWidth(head), ...rows.map((row) => stringWidth(row[i]!.shown))));
}

/** Takes from the long columns, widest first, what the terminal has no room for. */
function fit<T>(columns: readonly Column<T>[], widths: number[], width: number | undefined): number[] {
  if (width === undefined) return widths;
  let excess = widths.reduce((sum, wide) => sum + wide + gap, -gap) - width;
  const long = columns.flatMap(({ isLong }, i) => (isLong === true ? [i] : []));
  while (excess > 0) {
    const widest = long.reduce((most, i) => (widths[i]! > (widths[most] ?? 0) ? i : most), -1);
    if (widest === -1 || widths[widest]! <= longMin) break;
    widths[widest]! -= 1;
    excess -= 1;
  }
  return widths;
}
