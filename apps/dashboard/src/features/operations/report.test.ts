import { expect, it } from 'vitest';
import type { ReportItem } from '../../data/operations.js';
import { reportCsv } from './report-csv.js';
import { reportGroups } from './report-groups.js';

const item = (messageId: string, reason: string, detail: string): ReportItem => ({
  ...{ messageId, outcome: 'failed', reason, detail, at: '2026-03-01T12:00:00.000Z' },
});

it('groups what differs in numbers only, the largest first', () => {
  const groups = reportGroups([
    item('1', 'CardDeclined', 'no funds'),
    item('2', 'PaymentTimeout', 'no answer within 812 ms'),
    item('3', 'PaymentTimeout', 'no answer within 9 ms'),
  ]);
  expect(groups.map(({ reason, items }) => [reason, items.map(({ messageId }) => messageId)])).toEqual([
    ['PaymentTimeout', ['2', '3']],
    ['CardDeclined', ['1']],
  ]);
});

it('writes cells that have commas, quotes and lines, and none that a spreadsheet would run', () => {
  const [header, ...rows] = reportCsv([item('7', '=HYPERLINK("x")', 'a "b",\nc'), item('8', 'E', '死信')]).split('\r\n');
  expect(header).toBe('\uFEFFmessage,outcome,reason,detail,at');
  expect(rows).toEqual([
    '7,failed,"\'=HYPERLINK(""x"")","a ""b"",\nc",2026-03-01T12:00:00.000Z',
    '8,failed,E,死信,2026-03-01T12:00:00.000Z',
    '',
  ]);
});
