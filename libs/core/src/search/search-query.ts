import type { DeathReason } from '../message/message.js';
import type { HeldState } from '../ports/message-scan.js';

/** Which messages are looked for. */
export interface SearchQuery {
  /** All of them have to hold. */
  readonly conditions: readonly SearchCondition[];
}

/** A text with any characters between its parts; one part is an exact text. */
export type TextPattern = readonly string[];

export type ValueTest =
  { readonly anyOf: readonly TextPattern[] } | { readonly comparison: '>=' | '<=' | '>' | '<'; readonly number: number };

/** An age in ms as of the moment of the search, or an instant in ms since 1970. */
export type SearchTime = { readonly ageMs: number } | { readonly at: number };

export type TextField =
  | 'queue'
  | 'origin'
  | 'exchange'
  | 'key'
  | 'id'
  | 'message-id'
  | 'correlation-id'
  | 'type'
  | 'app-id'
  | 'user-id'
  | 'content-type'
  | 'error'
  | 'error-group';

export type SearchCondition = { readonly isNegated: boolean } & (
  | { readonly field: 'text'; readonly text: string }
  | { readonly field: TextField; readonly anyOf: readonly TextPattern[] }
  | { readonly field: 'attempts' | 'bytes'; readonly test: ValueTest }
  | { readonly field: 'state'; readonly anyOf: readonly HeldState[] }
  | { readonly field: 'reason'; readonly anyOf: readonly DeathReason[] }
  | { readonly field: 'header'; readonly name: string; readonly test: ValueTest }
  | { readonly field: 'body'; readonly path: readonly string[]; readonly test: ValueTest }
  | { readonly field: 'older' | 'newer'; readonly than: SearchTime }
);
