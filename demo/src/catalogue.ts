const departments = ['BOOK', 'COFFEE', 'LAMP', 'SHIRT', 'TEA', 'TOY'];
const articlesEach = 40;

/** Every article of the shop. */
export const catalogue: ReadonlySet<string> = new Set(
  departments.flatMap((department) =>
    Array.from({ length: articlesEach }, (_, index) => `${department}-${String(index + 1).padStart(3, '0')}`),
  ),
);
