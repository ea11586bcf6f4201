import pg from 'pg';

/**
 * The peer: the usual queue on Postgres. One row a message, changed at every step: inserted, updated by a claim with
 * SKIP LOCKED, deleted by the ack. What vacuum costs later is not counted.
 */
export class UsualTable {
  private constructor(private readonly client: pg.Client) {}

  static async open(url: string): Promise<UsualTable> {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    await client.query(`
      drop table if exists usual_queue;
      create table usual_queue (id bigserial primary key, owner int, payload bytea not null);
      create index usual_queue_ready on usual_queue (id) where owner is null;
      alter table usual_queue alter column payload set storage external`);
    return new UsualTable(client);
  }

  async insert(bodies: readonly Buffer[]): Promise<void> {
    await this.client.query({
      name: 'insert',
      text: 'insert into usual_queue (payload) select unnest($1::bytea[])',
      values: [bodies],
    });
  }

  async claim(count: number): Promise<number[]> {
    const { rows } = await this.client.query<{ id: string; payload: Buffer }>({
      name: 'claim',
      text: `update usual_queue set owner = 1 where id in
               (select id from usual_queue where owner is null order by id limit $1 for update skip locked)
             returning id, payload`,
      values: [count],
    });
    return rows.map((row) => Number(row.id));
  }

  async ack(ids: readonly number[]): Promise<void> {
    await this.client.query({ name: 'ack', text: 'delete from usual_queue where id = any($1::bigint[])', values: [ids] });
  }

  close(): Promise<void> {
    return this.client.end();
  }
}
