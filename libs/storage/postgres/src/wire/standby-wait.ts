import type pg from 'pg';
import { statements } from '../statements.js';

type Notice = { readonly routine?: string | undefined };

/**
 * Sees when a commit of a connection has not waited for the synchronous standby: a cancelled wait answers COMMIT with success and a
 * notice. What was committed is on this node for certain, and perhaps on no other.
 */
export class StandbyWait {
  #isCut = false;
  readonly #onNotice = ({ routine }: Notice): void => void (this.#isCut ||= routine === 'SyncRepWaitForLSN');

  constructor(private readonly client: pg.ClientBase) {
    client.on('notice', this.#onNotice);
  }

  /** A commit has gone without its wait since the connection was taken. */
  get isCut(): boolean {
    return this.#isCut;
  }

  /**
   * Commits once more, until that was waited for: the log is sent in order, so what came before has arrived as well. A repetition of the
   * statement would find nothing to do, and wait for nothing. Rejects with SQLSTATE 08007 when the connection is lost meanwhile.
   */
  async again(): Promise<void> {
    while (this.#isCut) {
      this.#isCut = false;
      await this.client.query({ ...statements.commitAgain }).catch((cause: unknown) => Promise.reject(unreplicatedError(cause)));
    }
  }

  end(): void {
    this.client.off('notice', this.#onNotice);
  }
}

const unreplicatedError = (cause: unknown): Error =>
  Object.assign(
    new Error('the wait for the synchronous standby was cut short: the commit may exist on the former primary only', { cause }),
    {
      code: '08007', // transaction resolution unknown
    },
  );
