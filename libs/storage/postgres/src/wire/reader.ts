import type { Statement } from '../statements.js';
import type { Connection, Parameter, Row } from './database.js';

/** Where statements run that change nothing. `work` may be run twice. */
export interface Reader {
  with<T>(work: (connection: Connection) => Promise<T>): Promise<T>;
  run(statement: Statement, values: readonly Parameter[]): Promise<Row[]>;
}
