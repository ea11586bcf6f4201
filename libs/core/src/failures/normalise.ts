/** Longer messages are cut before anything else is done with them. */
const readMax = 1_000;
const keptMax = 200;

/** What differs from one failure to the next, most specific first, and what stands for it. */
const varying: readonly (readonly [pattern: RegExp, placeholder: string])[] = [
  [/"[^"]*"|'[^']*'|`[^`]*`|“[^”]*”/g, '<value>'],
  [/\b[a-z][a-z\d+.-]*:\/\/\S+/gi, '<url>'],
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '<address>'],
  [/\b[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}\b/gi, '<id>'],
  [/\b\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)?)?/g, '<time>'],
  [/\b(0x[\da-f]+|(?=[a-f]*\d)[\da-f]{8,})\b/gi, '<id>'],
  [/\b\w*\d\w*-[\w-]*\d\w*\b/g, '<id>'],
  [/[+-]?\d+([.,]\d+)*/g, '<n>'],
];

/** An error's message as its group has it: equal for failures that differ in numbers, ids and quoted values only. */
export function normaliseMessage(message: string): string {
  let text = message.slice(0, readMax);
  for (const [pattern, placeholder] of varying) text = text.replace(pattern, placeholder);
  return text.replace(/\s+/g, ' ').trim().slice(0, keptMax);
}
