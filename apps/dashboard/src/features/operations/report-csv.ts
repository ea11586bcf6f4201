import type { ReportItem } from '../../data/operations.js';

const columns = ['message', 'outcome', 'reason', 'detail', 'at'] as const;

/** RFC 4180. The mark at the beginning tells spreadsheets that it is UTF-8. */
export function reportCsv(items: readonly ReportItem[]): string {
  const rows = items.map(({ messageId, outcome, reason, detail, at }) => [messageId, outcome, reason, detail, at]);
  return `\uFEFF${[columns, ...rows].map((row) => `${row.map(cell).join()}\r\n`).join('')}`;
}

/** What begins like a formula is one to a spreadsheet, and an error's text may come from anybody: a quote makes it text. */
function cell(text: string): string {
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
