/** What was looked at and how it stands. */
export interface Diagnosis {
  /** What it is about: 'schema', 'indexes' … */
  readonly area: string;
  readonly level: 'ok' | 'warn' | 'bad';
  /** What was found, a sentence. */
  readonly found: string;
  /** Why that matters and what to do about it. */
  readonly remedy?: string;
  /** SQL that mends it; to be read before it is run. */
  readonly fix?: string;
}

/** Reads rows of the database; values are parameters. */
export type Query = <Row>(text: string, values?: readonly unknown[]) => Promise<Row[]>;

/** Looks at one area. Nothing is changed by it. */
export type Examine = (query: Query) => Promise<Diagnosis[]>;

/** A few of many, for a sentence. */
export function someOf(names: readonly string[], most = 5): string {
  const rest = names.length - most;
  return rest > 0 ? `${names.slice(0, most).join(', ')} and ${rest} more` : names.join(', ');
}
