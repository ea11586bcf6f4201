interface Page<T> {
  readonly items: T[];
  readonly nextCursor: string | null;
}

/** As many as the API gives at once. */
export const pageLimit = 500;

/** All pages of a list, one after the other. */
export async function allPages<T>(load: (cursor: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const items: T[] = [];
  for (let cursor: string | null = ''; cursor !== null;) {
    const page: Page<T> = await load(cursor === '' ? {} : { cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  }
  return items;
}
