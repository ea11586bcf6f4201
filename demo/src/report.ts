import { columns, figure } from './columns.js';
import type { DeadLetter } from './dead-letters.js';
import { groupBy } from './group-by.js';
import type { ServiceLedger } from './ledger.js';
import { addsUp, type Reconciliation } from './reconcile.js';
import type { ServiceName } from './services/service.js';

/** All there is to say about a service at the end. */
export interface ServiceReport {
  readonly name: ServiceName;
  readonly ledger: ServiceLedger;
  readonly deadLetters: readonly DeadLetter[];
  readonly reconciliation: Reconciliation;
}

const unexplainedMax = 20;

export function showDeadLetters(reports: readonly ServiceReport[]): string[] {
  const rows = reports.flatMap(({ name, deadLetters }) => {
    const groups = groupBy(deadLetters, ({ reason, error }) => `${reason} ${error.name}`);
    return [...groups.values()].map(([first, ...others]) => [
      name,
      first!.reason,
      first!.error.name,
      1 + others.length,
      showExample(first!),
    ]);
  });
  return ['Dead letters', ...columns([['service', 'reason', 'error', 'count', 'for example'], ...rows]).map(indent)];
}

function showExample({ id, error }: DeadLetter): string {
  return `${id}: ${error.message.replaceAll('\n', ' ').slice(0, 60)}`;
}

const heads = [
  'service',
  'published',
  'processed',
  'dead-lettered',
  'lost',
  'unexplained',
  'redelivered',
  'duplicates',
  'leases lost',
];

export function showReconciliation(reports: readonly ServiceReport[]): string[] {
  const rows = reports.map(({ name, ledger, reconciliation: { published, processed, deadLettered, lost, unexplained } }) => [
    ...[name, published, processed, deadLettered, lost, unexplained.length],
    ...[ledger.redeliveredCount, ledger.duplicateCount, ledger.leaseLostCount],
  ]);
  return ['Reconciliation', ...columns([heads, ...rows]).map(indent), ...showUnexplained(reports), conclusion(reports)];
}

function showUnexplained(reports: readonly ServiceReport[]): string[] {
  const all = reports.flatMap(({ name, reconciliation }) => reconciliation.unexplained.map((line) => `  ${name}: ${line}`));
  return all.length <= unexplainedMax ? all : [...all.slice(0, unexplainedMax), `  and ${all.length - unexplainedMax} more`];
}

function conclusion(reports: readonly ServiceReport[]): string {
  const sum = (of: (reconciliation: Reconciliation) => number) =>
    figure(reports.reduce((total, one) => total + of(one.reconciliation), 0));
  const equation =
    `${sum(({ published }) => published)} published, ` +
    `${sum(({ processed }) => processed)} processed + ${sum(({ deadLettered }) => deadLettered)} dead-lettered`;
  return reports.every(({ reconciliation }) => addsUp(reconciliation))
    ? `It adds up: ${equation}; nothing lost, nothing unexplained.`
    : `It does not add up: ${equation}.`;
}

function indent(line: string): string {
  return `  ${line}`;
}
