import pg from 'pg';

/**
 * A client whose broken connection is not an event of its own: the query under way rejects, or the next one. Without a
 * listener the event would end the process; the pool listens only while the client is idle, not while it hands it out.
 */
export class QuietClient extends pg.Client {
  constructor(config?: pg.ClientConfig) {
    super(config);
    this.on('error', () => undefined);
  }
}
