import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { expect, onTestFinished, test } from 'vitest';
import type { BrokerError } from '@howdah/core';
import { startEmbeddedPostgres } from '@howdah/postgres-cluster';
import { completeHandoff, insert } from '@howdah/storage-conformance';
import { migrate, Notifications, PostgresMessageStore } from '@howdah/storage-postgres';

const QUEUE = 1;
const body = 'x'.repeat(10_000);

/** A file system of 1 MB takes a mount, and that takes root. */
const mayMount = process.getuid?.() === 0;

test.runIf(mayMount)(
  'refuses publishes while the disk is full, loses nothing confirmed and goes on when there is room',
  async () => {
    const dataDir = await mkdtemp(join(tmpdir(), 'howdah-full-'));
    const small = await mkdtemp(join(tmpdir(), 'howdah-small-'));
    const server = await startEmbeddedPostgres({ dataDir });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', small]);
    const { uid } = await stat(join(dataDir, 'cluster/data'));
    execFileSync('chown', [String(uid), small]);
    await migrate({ url: server.url });
    const client = new pg.Client({ connectionString: server.url });
    await client.connect();
    await client.query(`create tablespace small location '${small}'`);
    await client.query('alter table howdah.message_durable_0 set tablespace small');
    const notifications = new Notifications({ url: server.url });
    const store = new PostgresMessageStore({ url: server.url, notifications, name: 'full' });
    await store.open(completeHandoff());
    onTestFinished(async () => {
      await store.close();
      await notifications.close();
      await client.end();
      await server.stop();
      execFileSync('umount', [small]);
      await Promise.all([dataDir, small].map((directory) => rm(directory, { recursive: true, force: true })));
    });
    const publish = (): Promise<BrokerError | null> =>
      new Promise((settled) => store.insertMessage({ ...insert(QUEUE, body), lane: 0, settled }));

    let confirmed = 0;
    let refusal: BrokerError | null = null;
    while (refusal === null && confirmed < 1_000) {
      refusal = await publish();
      if (refusal === null) confirmed++;
    }
    expect(refusal).toMatchObject({
      code: 'storage_full',
      retryable: true,
      remedy: expect.stringContaining('disk space') as string,
    });
    expect(confirmed).toBeGreaterThan(10);

    await client.query('alter table howdah.message_durable_0 set tablespace pg_default');
    expect(await publish()).toBeNull();
    const { runs } = await store.claimMessages(QUEUE, { count: 10_000, bytes: Number.MAX_SAFE_INTEGER });
    expect(runs.reduce((sum, run) => sum + run.messages.length, 0)).toBe(confirmed + 1);
  },
);
