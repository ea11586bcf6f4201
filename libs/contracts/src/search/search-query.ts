/**
 * Which messages are meant, as it is typed into a search box: `queue:orders state:dead header.tenant:acme older:1h "free text"`.
 * docs/guides/search.md has the whole language.
 */
export interface SearchQuery {
  /** All of them have to hold. */
  readonly conditions: readonly SearchCondition[];
}

/** As of one message in one queue. dead: waits there as a dead letter of another queue. */
export const searchStates = ['ready', 'scheduled', 'retrying', 'leased', 'dead'] as const;
export type SearchState = (typeof searchStates)[number];

export const deathReasons = ['rejected', 'expired', 'maxlen', 'delivery_limit', 'age_limit'] as const;
type DeathReason = (typeof deathReasons)[number];

/** A text with `*` for any characters, as the parts between the stars: one part is an exact text. */
export type TextPattern = readonly string[];

export const comparisons = ['>=', '<=', '>', '<'] as const;
export type Comparison = (typeof comparisons)[number];

/** What a value has to be: like one of several patterns, or a number in a range. */
export type ValueTest = { readonly anyOf: readonly TextPattern[] } | { readonly comparison: Comparison; readonly number: number };

/** An age in ms as of the moment of the search, or an instant in ms since 1970. */
export type SearchTime = { readonly ageMs: number } | { readonly at: number };

export type SearchCondition = { readonly isNegated: boolean } & (
  | { readonly field: 'text'; readonly text: string }
  | { readonly field: TextField; readonly anyOf: readonly TextPattern[] }
  | { readonly field: NumberField; readonly test: ValueTest }
  | { readonly field: 'state'; readonly anyOf: readonly SearchState[] }
  | { readonly field: 'reason'; readonly anyOf: readonly DeathReason[] }
  | { readonly field: 'header'; readonly name: string; readonly test: ValueTest }
  | { readonly field: 'body'; readonly path: readonly string[]; readonly test: ValueTest }
  | { readonly field: 'older' | 'newer'; readonly than: SearchTime }
);

export const textFields = [
  'queue',
  'origin',
  'exchange',
  'key',
  'id',
  'message-id',
  'correlation-id',
  'type',
  'app-id',
  'user-id',
  'content-type',
  'error',
  'error-group',
] as const;
export type TextField = (typeof textFields)[number];

export const numberFields = ['attempts', 'bytes'] as const;
export type NumberField = (typeof numberFields)[number];

/** Where a query cannot be read. */
export class SearchSyntaxError extends Error {
  override readonly name = 'SearchSyntaxError';

  constructor(
    /** In the text, counted from 0 in UTF-16 units, as a text field of a page counts. */
    readonly position: number,
    /** What stands there; empty at the end of the text. */
    readonly found: string,
    /** What could stand there. */
    readonly accepted: string,
  ) {
    super(`at ${position}: found ${found === '' ? 'the end' : `'${found}'`}, accepted: ${accepted}`);
  }
}
