import { parseSearch, SearchSyntaxError } from '@howdah/contracts';

/** Where a query cannot be read; undefined when it can. */
export function syntaxErrorIn(text: string): SearchSyntaxError | undefined {
  try {
    parseSearch(text);
    return undefined;
  } catch (thrown) {
    if (thrown instanceof SearchSyntaxError) return thrown;
    throw thrown;
  }
}
