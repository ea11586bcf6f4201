import { Properties, type Message } from '@howdah/core';
import { createDatabase } from '@howdah/testing';
import fc from 'fast-check';
import pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { planContent, readContent, writeContent } from '../src/message-store/content.js';
import { contentsOf, Pack } from '../src/message-store/pack.js';

const pageBytes = 8192;

const planned = fc.uint8Array({ maxLength: 3_000 }).map((bytes) => {
  const message: Message = {
    exchange: 'x',
    routingKey: 'key',
    properties: Properties.from({ deliveryMode: 2 }),
    body: Buffer.from(bytes),
    publishedAt: 1_700_000_000_000,
    deaths: [],
    hiddenRoutingKeys: undefined,
    id: undefined,
  };
  return { message, plan: planContent(message) };
});

type Planned = Parameters<Pack['write']>[2][number];

/** The first pack of these messages. */
function packOf(flush: readonly Planned[]): Buffer {
  const pack = new Pack(0, true, flush[0]!.plan.length);
  for (const { plan } of flush.slice(1)) if (!pack.add(plan.length)) break;
  const bytes = Buffer.alloc(pack.length);
  pack.write(bytes, 0, flush);
  return bytes;
}

function contentOf({ message, plan }: Planned): Buffer {
  const bytes = Buffer.alloc(plan.length);
  writeContent(message, plan, bytes, 0);
  return bytes;
}

describe('a pack', () => {
  test('gives back each content, and leaves out only what does not fit into a page', () => {
    fc.assert(
      fc.property(fc.array(planned, { minLength: 1, maxLength: 60 }), (flush) => {
        const pack = packOf(flush);
        const contents = contentsOf(pack);
        expect(contents).toEqual(flush.slice(0, contents.length).map(contentOf));
        expect(contents.map((content, i) => readContent(content, i).body)).toEqual(
          flush.slice(0, contents.length).map(({ message }) => message.body),
        );
        expect(pack.length).toBeLessThan(pageBytes);
        const next = flush[contents.length];
        if (next !== undefined) expect(pack.length + next.plan.length).toBeGreaterThan(pageBytes - 150);
      }),
    );
  });

  test('of one message is its content alone, however large', () => {
    const body = Buffer.alloc(100_000, 1);
    const [first] = fc.sample(planned, 1);
    const message = { ...first!.message, body };
    const large = { message, plan: planContent(message) };
    expect(packOf([large, first!])).toEqual(contentOf(large));
    expect(contentsOf(contentOf(large))).toHaveLength(1);
  });
});

describe('in the database', () => {
  let client: pg.Client;
  beforeAll(async () => {
    const { url } = await createDatabase();
    client = new pg.Client({ connectionString: url });
    await client.connect();
  });
  afterAll(() => client.end());

  test('each content is found by its position', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(planned, { minLength: 1, maxLength: 60 }), async (flush) => {
        const pack = packOf(flush);
        const contents = contentsOf(pack);
        await client.query('truncate howdah.message');
        await client.query('insert into howdah.message (seq, shelf, content, count) values (2048, 0, $1, $2)', [
          pack,
          contents.length,
        ]);
        const { rows } = await client.query<{ content: Buffer | null }>(
          'select howdah.message_content(2048 + i) as content from generate_series(-1, $1) as i order by i',
          [contents.length],
        );
        expect(rows.map(({ content }) => content)).toEqual([null, ...contents, null]);
      }),
      { numRuns: 30 },
    );
  });

  test('a whole pack stays in one page', async () => {
    const body = (bytes: number): Planned => {
      const [one] = fc.sample(planned, 1);
      const message = { ...one!.message, body: Buffer.alloc(bytes, 1) };
      return { message, plan: planContent(message) };
    };
    await client.query('truncate howdah.message');
    for (let bytes = 7; bytes < 4_000; bytes = Math.ceil(bytes * 1.3)) {
      const pack = packOf(Array.from({ length: 300 }, () => body(bytes)));
      await client.query('insert into howdah.message (seq, shelf, content, count) values ($1, 0, $2, $3)', [
        bytes,
        pack,
        contentsOf(pack).length,
      ]);
    }
    const { rows } = await client.query<{ count: string }>(
      `select pg_relation_size(reltoastrelid) as count from pg_class where oid = 'howdah.message_durable_0'::regclass`,
    );
    expect(Number(rows[0]!.count)).toBe(0);
  });
});
