import { z } from 'zod';
import { named } from './named.js';

export const pageLimitMax = 500;

/** Query of a list that comes in pages. The cursor is opaque: it is what the page before said is next. */
export const pageQuery = z.strictObject({
  limit: z.coerce.number().int().min(1).max(pageLimitMax).default(100),
  cursor: z.string().min(1).exactOptional(),
});

export type PageQuery = z.output<typeof pageQuery>;

/** One page; `nextCursor` is null on the last. The header Link says the same with rel="next". */
export function pageOf<S extends z.ZodType>(id: string, item: S) {
  return named(id, z.strictObject({ items: z.array(item), nextCursor: z.string().nullable() }));
}
