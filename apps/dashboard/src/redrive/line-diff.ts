export interface DiffLine {
  readonly kind: 'same' | 'removed' | 'added';
  readonly text: string;
}

/** Lines around a change that show where it is. */
const contextLines = 2;

/** What was changed by hand is mostly in one place: everything between the first and the last difference is told as replaced. */
export function lineDiff(before: string, after: string): readonly DiffLine[] {
  if (before === after) return [];
  const [old, wanted] = [before.split('\n'), after.split('\n')];
  const shorter = Math.min(old.length, wanted.length);
  let head = 0;
  while (head < shorter && old[head] === wanted[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === wanted.at(-1 - tail)) tail++;
  const same = (text: string): DiffLine => ({ kind: 'same', text });
  return [
    ...old.slice(Math.max(0, head - contextLines), head).map(same),
    ...old.slice(head, old.length - tail).map((text) => ({ kind: 'removed', text }) as const),
    ...wanted.slice(head, wanted.length - tail).map((text) => ({ kind: 'added', text }) as const),
    ...old.slice(old.length - tail, old.length - tail + contextLines).map(same),
  ];
}
