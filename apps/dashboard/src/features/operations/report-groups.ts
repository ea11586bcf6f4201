import type { ReportItem } from '../../data/operations.js';

/** Items that are alike: the same outcome and reason, and a detail that differs in its numbers only. */
export interface ReportGroup {
  readonly key: string;
  readonly outcome: ReportItem['outcome'];
  readonly reason: string;
  /** Of the first of them. */
  readonly detail: string;
  readonly items: readonly ReportItem[];
}

/** Largest first. */
export function reportGroups(items: readonly ReportItem[]): readonly ReportGroup[] {
  const groups = new Map<string, ReportItem[]>();
  for (const item of items) {
    const key = `${item.outcome} ${item.reason} ${item.detail.replace(/\d+/g, '#')}`;
    const alike = groups.get(key);
    if (alike === undefined) groups.set(key, [item]);
    else alike.push(item);
  }
  return [...groups]
    .map(([key, alike]) => {
      const { outcome, reason, detail } = alike[0]!;
      return { key, outcome, reason, detail, items: alike };
    })
    .sort((one, other) => other.items.length - one.items.length);
}
