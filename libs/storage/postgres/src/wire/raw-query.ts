import type { Connection, Submittable } from 'pg';
import type { RowTap } from './row-tap.js';

/** What pg's own query classes call on a connection; its type declarations leave it out. */
interface WireConnection {
  parse(query: { name: string; text: string }): void;
  bind(config: {
    statement: string;
    values: readonly unknown[];
    binary: boolean;
    valueMapper: (value: unknown) => unknown;
  }): void;
  execute(config: object): void;
  sync(): void;
  readonly parsedStatements: Record<string, string>;
  readonly submittedNamedStatements: Record<string, string>;
  readonly stream: { cork(): void; uncork(): void };
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
    private readonly values: readonly (Buffer | string | number | null)[],
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
    connection.stream.cork();
    if (connection.parsedStatements[this.name] === undefined && connection.submittedNamedStatements[this.name] === undefined) {
      connection.parse({ name: this.name, text: this.text });
      connection.submittedNamedStatements[this.name] = this.text;
    }
    connection.bind({
      statement: this.name,
      values: this.values,
      binary: true,
      valueMapper: (value) => (typeof value === 'number' ? String(value) : value),
    });
    connection.execute({});
    connection.sync();
    connection.stream.uncork();
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
