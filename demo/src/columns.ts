/** Lines of cells as a table: text to the left, figures to the right. */
export function columns(rows: readonly (readonly (string | number)[])[]): string[] {
  const texts = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? figure(cell) : cell)));
  const widths = (texts[0] ?? []).map((_, column) => Math.max(...texts.map((row) => row[column]?.length ?? 0)));
  const isFigure = widths.map((_, column) => typeof rows.at(-1)?.[column] === 'number');
  return texts.map((row) =>
    row
      .map((text, column) => (isFigure[column] ? text.padStart(widths[column]!) : text.padEnd(widths[column]!)))
      .join('  ')
      .trimEnd(),
  );
}

export function figure(value: number): string {
  return value.toLocaleString('en');
}
