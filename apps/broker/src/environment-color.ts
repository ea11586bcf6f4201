export const environmentColors = ['gray', 'green', 'blue', 'amber', 'red'] as const;
export type EnvironmentColor = (typeof environmentColors)[number];

const words: readonly (readonly [RegExp, EnvironmentColor])[] = [
  [/pre-?prod|non-?prod/, 'amber'],
  [/prod|live/, 'red'],
  [/stag|uat|test|qa/, 'amber'],
  [/dev|local|sandbox/, 'green'],
];

/** What a name is usually painted in: red where a mistake hurts. */
export function colorOfEnvironment(name: string): EnvironmentColor {
  return words.find(([word]) => word.test(name.toLowerCase()))?.[1] ?? 'blue';
}
