import { usageError } from '../cli-error.js';
import { nearest } from '../settings/target.js';
import { json, type Column } from './cells.js';

/** The columns that --fields asks for, also of fields that no column shows. `example` tells which fields there are. */
export function chooseColumns<T extends object>(
  columns: readonly Column<T>[],
  fields: readonly string[] | undefined,
  example: T | undefined,
): readonly Column<T>[] {
  if (fields === undefined) return columns;
  return fields.map((field) => {
    const column = columns.find(({ name, head }) => name === field || head === field);
    if (column !== undefined) return column;
    if (example !== undefined) requireField(field, example);
    return { name: field, isLong: true, cell: (item) => json(item[field as keyof T]) };
  });
}

/** Only these fields of an item, in their order. */
export function chooseFields(item: unknown, fields: readonly string[] | undefined): unknown {
  if (fields === undefined || typeof item !== 'object' || item === null) return item;
  return Object.fromEntries(fields.map((field) => [field, (requireField(field, item), item[field as keyof object])]));
}

function requireField(field: string, item: object): void {
  if (field in item) return;
  const known = Object.keys(item);
  const near = nearest(field, known);
  throw usageError(
    `There is no field '${field}'.`,
    near === undefined ? `There are ${known.join(', ')}.` : `Did you mean '${near}'?`,
  );
}
