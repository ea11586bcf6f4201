import type { SearchCondition, SearchQuery, SearchTime, TextPattern, ValueTest } from './search-query.js';

/** The text that `parseSearch` reads as this query. */
export function printSearch({ conditions }: SearchQuery): string {
  return conditions.map((condition) => (condition.isNegated ? '-' : '') + printCondition(condition)).join(' ');
}

function printCondition(condition: SearchCondition): string {
  switch (condition.field) {
    case 'text':
      return quoted(condition.text);
    case 'state':
    case 'reason':
      return `${condition.field}:${condition.anyOf.join(',')}`;
    case 'header':
      return `header.${printStep(condition.name)}:${printTest(condition.test)}`;
    case 'body':
      return `${['body', ...condition.path.map(printStep)].join('.')}:${printTest(condition.test)}`;
    case 'older':
    case 'newer':
      return `${condition.field}:${printTime(condition.than)}`;
    case 'attempts':
    case 'bytes':
      return `${condition.field}:${printTest(condition.test)}`;
    default:
      return `${condition.field}:${printPatterns(condition.anyOf)}`;
  }
}

function printTest(test: ValueTest): string {
  return 'comparison' in test ? test.comparison + String(test.number) : printPatterns(test.anyOf);
}

function printPatterns(anyOf: readonly TextPattern[]): string {
  return anyOf.map((pattern) => (pattern.length === 1 ? printText(pattern[0]!) : pattern.map(printPart).join('*'))).join(',');
}

/** Between stars nothing may stand. */
const printPart = (part: string): string => (part === '' ? '' : printText(part));
const printText = (text: string): string => (/^[\w./@#+-]+$/.test(text) ? text : quoted(text));
const printStep = (step: string): string => (/^[\w-]+$/.test(step) ? step : quoted(step));
const quoted = (text: string): string => `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;

function printTime(time: SearchTime): string {
  return 'at' in time ? new Date(time.at).toISOString() : printAge(time.ageMs);
}

function printAge(ageMs: number): string {
  for (const [unit, ms] of [
    ['w', 604_800_000],
    ['d', 86_400_000],
    ['h', 3_600_000],
    ['m', 60_000],
  ] as const)
    if (ageMs > 0 && ageMs % ms === 0) return `${ageMs / ms}${unit}`;
  return `${Math.round(ageMs / 1_000)}s`;
}
