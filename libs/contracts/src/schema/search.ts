import { z } from 'zod';
import { parseSearch } from '../search/parse-search.js';
import { SearchSyntaxError } from '../search/search-query.js';

const textMax = 2_000;

/** A query as it is typed; a handler gets it read. */
export const searchText = z
  .string()
  .max(textMax)
  .default('')
  .transform((text, context) => {
    try {
      return parseSearch(text);
    } catch (thrown) {
      if (!(thrown instanceof SearchSyntaxError)) throw thrown;
      context.addIssue({ code: 'custom', message: thrown.message });
      return z.NEVER;
    }
  })
  .meta({
    description:
      'Conditions that must all hold, such as queue:orders state:dead header.tenant:acme body.order.id:42 older:1h "free text".',
  });
