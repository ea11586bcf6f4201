import type { Connection, Submittable } from 'pg';
import { bindMessage, type BindValue } from './bind-message.js';
import type { RowTap } from './row-tap.js';

/** What pg's own query classes call on a connection; its type declarations leave it out. */
interface WireConnection {
  parse(query: { name: string; text: string }): void;
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  readonly stream: { write(bytes: Buffer): void };
}

/** A prepared statement whose rows are handed out as bytes, fields in binary form. */
export class RawQuery implements Submittable {
  readonly done: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: Error) => void;
  #failed = false;

  constructor(
    private readonly tap: RowTap,
    /** pg reads both to keep its book of prepared statements. */
    readonly name: string,
    readonly text: string,
    private readonly values: readonly BindValue[],
    private readonly onRow: (row: Buffer) => void,
  ) {
    this.done = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
  }

  submit(plain: Connection): void {
    const connection = plain as unknown as WireConnection;
    this.tap.sink = this.onRow;
    if (connection.parsedStatements[this.name] === undefined && connection.submittedNamedStatements[this.name] === undefined) {
      connection.parse({ name: this.name, text: this.text });
      connection.submittedNamedStatements[this.name] = this.text;
    }
    connection.stream.write(bindMessage(this.name, this.values));
  }

  handleRowDescription(): void {}
  handleDataRow(): void {}
  handleCommandComplete(): void {}
  handleEmptyQuery(): void {}
  handlePortalSuspended(): void {}

  handleError(error: Error): void {
    this.#failed = true;
    this.tap.sink = null;
    this.#reject(error);
  }

  handleReadyForQuery(): void {
    this.tap.sink = null;
    if (!this.#failed) this.#resolve();
  }
}
