import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startCliBench, type CliBench } from './cli-bench.js';

let bench: CliBench;
beforeAll(async () => {
  bench = await startCliBench();
}, 240_000);
afterAll(() => bench.stop());

const ok = { code: 0 };

describe('a queue', () => {
  it('is created with what the options say, shown, listed and deleted', async () => {
    const words = [
      'queue',
      'create',
      'q1',
      '--max-attempts',
      '8',
      '--backoff',
      'exponential',
      '--retry-delay',
      '2s',
      '--dead-letters',
    ];
    expect(await bench.cli(words)).toMatchObject(ok);
    expect(await bench.json('queue', 'show', 'q1')).toMatchObject({
      name: 'q1',
      durable: true,
      arguments: {
        'x-delivery-limit': 7,
        'x-retry-backoff': 'exponential',
        'x-retry-delay': 2_000,
        'x-dead-letter-exchange': '',
        'x-dead-letter-routing-key': 'q1.dead',
      },
    });
    const names = (await bench.json<{ queue: string }[]>('queue', 'list')).map(({ queue }) => queue);
    expect(names).toEqual(expect.arrayContaining(['q1', 'q1.dead']));
    expect(await bench.cli(['queue', 'delete', 'q1', '--yes'])).toMatchObject(ok);
    expect(await bench.cli(['queue', 'show', 'q1'])).toMatchObject({ code: 3 });
  });

  it('is neither created nor deleted by a dry run, which shows the request', async () => {
    const { code, stdout, stderr } = await bench.cli(['queue', 'create', 'ghost', '--dry-run', '-o', 'json']);
    expect({ code, ...(JSON.parse(stdout) as object) }).toEqual({
      ...{ code: 0, dryRun: true, method: 'PUT', url: `${bench.url}/v1/queues/ghost`, body: {} },
    });
    expect(stderr).toContain('dry run: nothing was done');
    expect(await bench.cli(['queue', 'show', 'ghost'])).toMatchObject({ code: 3 });
  });

  it('is not deleted unless somebody says yes', async () => {
    await bench.cli(['queue', 'create', 'kept']);
    const { code, stderr } = await bench.cli(['queue', 'delete', 'kept']);
    expect(code).toBe(2);
    expect(stderr).toContain('Delete the queue kept with 0 messages? That cannot be taken back.');
    expect(await bench.cli(['queue', 'show', 'kept'])).toMatchObject(ok);
  });
});

describe('publishing', () => {
  it('keeps every digit of a body, and shows it so', async () => {
    await bench.cli(['queue', 'create', 'digits']);
    const body = '{"id":9007199254740993,"price":1.10}';
    expect(await bench.cli(['publish', 'digits', body])).toMatchObject(ok);
    expect(await bench.cli(['peek', 'digits', '--body'])).toEqual({ code: 0, stdout: `${body}\n`, stderr: '' });
  });

  it('takes lines of stdin, and carries messages whole from one queue to another', async () => {
    await bench.cli(['queue', 'create', 'from']);
    await bench.cli(['queue', 'create', 'to']);
    const lines = await bench.cli(['publish', 'from', '-', '--header', 'region=eu'], { stdin: '{"n":1}\n\n{"n":2}\n' });
    expect(lines).toMatchObject({ code: 0, stderr: '✓ 2 messages published to from\n' });
    const { stdout } = await bench.cli(['peek', 'from', '-o', 'ndjson']);
    expect(await bench.cli(['publish', 'to', '-', '--envelope'], { stdin: stdout })).toMatchObject(ok);
    const carried = await bench.json<object[]>('peek', 'to');
    expect(carried).toMatchObject([
      { body: { n: 1 }, headers: { region: 'eu' } },
      { body: { n: 2 }, headers: { region: 'eu' } },
    ]);
  });

  it('publishes no message of which it has only the beginning', async () => {
    await bench.cli(['queue', 'create', 'long']);
    await bench.cli(['publish', 'long', 'long enough to be cut']);
    const { items } = await bench.json<{ items: object[] }>('api', 'peekMessages', '--set', 'queue=long', '--set', 'bodyLimit=4');
    const stdin = `${JSON.stringify(items[0])}\n`;
    const { code, stderr } = await bench.cli(['publish', 'long', '-', '--envelope'], { stdin });
    expect(code).toBe(2);
    expect(stderr).toContain('Line 1 has the beginning of a body only (isBodyCut).');
    expect(await bench.json('peek', 'long')).toHaveLength(1);
  });

  it('publishes what comes before a broken line, says which it is, and that only some was done', async () => {
    await bench.cli(['queue', 'create', 'broken']);
    const { code, stderr } = await bench.cli(['publish', 'broken', '-'], { stdin: '{"n":1}\n{"n":2}\nnonsense\n{"n":4}\n' });
    expect(code).toBe(5);
    expect(stderr).toMatch(/2 messages published to broken\n✗ Line 3 is not JSON/);
    expect(await bench.json('peek', 'broken')).toMatchObject([{ body: { n: 1 } }, { body: { n: 2 } }]);
  });

  it('keeps bytes that are no text', async () => {
    await bench.cli(['queue', 'create', 'bytes']);
    const file = join(bench.directory, 'bytes.bin');
    await writeFile(file, Buffer.from([0, 255, 254, 128]));
    await bench.cli(['publish', 'bytes', '--file', file]);
    expect(await bench.json('peek', 'bytes')).toMatchObject([{ body: 'AP/+gA==', bodyEncoding: 'base64' }]);
  });

  it('fails when no queue wants the message', async () => {
    const { code, stderr } = await bench.cli(['publish', '--exchange', 'amq.topic', '--key', 'nobody', '{}']);
    expect(code).toBe(1);
    expect(stderr).toContain('howdah explain route amq.topic');
  });

  it('says what is wrong with the line', async () => {
    for (const words of [['publish'], ['publish', 'q'], ['publish', 'q', 'a', 'b'], ['publish', 'q', 'a', '--delay', 'soon']])
      expect(await bench.cli(words)).toMatchObject({ code: 2, stdout: '' });
  });
});

describe('dead letters', () => {
  it('are grouped, listed, looked at by a dry run, redriven and accounted for', async () => {
    await bench.cli(['queue', 'create', 'work', '--dead-letters']);
    await bench.cli(['publish', 'work', '{"n":1}', '--count', '3']);
    await reject('work');
    const groups = await bench.json<{ id: string }[]>('dlq', 'groups', '--queue', 'work');
    expect(groups).toMatchObject([{ queue: 'work', errorName: 'PaymentTimeout', deaths: 3, deadLetterQueues: ['work.dead'] }]);
    expect(await bench.json('dlq', 'list', 'work.dead')).toHaveLength(3);
    expect(await bench.json('dlq', 'list', '--group', groups[0]!.id)).toHaveLength(3);

    expect(await bench.json('redrive', '--group', groups[0]!.id, '--dry-run')).toMatchObject({ totals: { no_consumer: 3 } });
    expect(await bench.json('dlq', 'list', 'work.dead')).toHaveLength(3);

    expect(await bench.cli(['redrive', 'work.dead'])).toMatchObject({ code: 2 });
    const { code, stdout } = await bench.cli(['redrive', 'work.dead', '--origin', 'work', '--yes', '-o', 'json']);
    expect({ code, operation: JSON.parse(stdout) as unknown }).toMatchObject({
      code: 0,
      operation: { state: 'completed', moved: 3 },
    });
    expect(await bench.json('queue', 'stats', 'work')).toMatchObject({ ready: 3 });
    const [operation] = await bench.json<{ id: string }[]>('operation', 'list');
    expect(await bench.json('operation', 'show', operation!.id)).toMatchObject({ kind: 'redrive', queue: 'work.dead' });
  });

  it('are what attention tells of, by its exit code', async () => {
    const { code, stdout } = await bench.cli(['attention', '-o', 'json']);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toMatchObject({
      findings: expect.arrayContaining([expect.objectContaining({ code: 'dead_letters' })]) as object,
    });
  });

  async function reject(queue: string): Promise<void> {
    const { messages } = await bench.json<{ messages: { token: string }[] }>(
      'api',
      'receive',
      '--set',
      `queue=${queue}`,
      '--body',
      '{"max":10}',
    );
    const error = { name: 'PaymentTimeout', message: 'no answer' };
    const settlements = messages.map(({ token }) => ({ token, outcome: 'reject', error }));
    await bench.json('api', 'settle', '--set', `queue=${queue}`, '--body', JSON.stringify({ settlements }));
  }
});

describe('definitions', () => {
  it('come back as they were exported, and an import says what it would do before', async () => {
    await bench.cli(['vhost', 'create', 'shop']);
    const inShop = ['--vhost', 'shop'];
    await bench.cli(['permission', 'set', 'guest', '--configure', '.*', '--write', '.*', '--read', '.*', ...inShop]);
    await bench.cli(['exchange', 'create', 'events', '-t', 'topic', ...inShop]);
    await bench.cli(['queue', 'create', 'mail', '--ttl', '10m', ...inShop]);
    await bench.cli(['binding', 'create', 'events', 'mail', '-k', 'order.#', ...inShop]);
    await bench.cli(['policy', 'set', 'limits', '^mail', '-d', 'max-length=100', ...inShop]);
    const { stdout } = await bench.cli(['definitions', 'export', ...inShop, '-o', 'json']);
    const file = join(bench.directory, 'shop.json');
    await writeFile(file, stdout);
    expect(await bench.cli(['definitions', 'import', file, '--dry-run'])).toMatchObject(ok);

    await bench.cli(['vhost', 'delete', 'shop', '--yes']);
    const plan = await bench.cli(['definitions', 'import', file, '--dry-run']);
    expect(plan.code).toBe(1);
    expect(plan.stdout.split('\n')).toEqual([
      '+ virtual host shop',
      '+ permission guest in shop',
      '+ policy limits in shop',
      '+ exchange events in shop',
      '+ queue mail in shop',
      '+ binding events → order.# → queue → mail in shop',
      '',
    ]);
    expect(await bench.cli(['definitions', 'import', file, '--yes'])).toMatchObject(ok);
    expect((await bench.cli(['definitions', 'export', ...inShop, '-o', 'json'])).stdout).toBe(stdout);
  });

  it('of RabbitMQ are taken, what is left out is told, and what has other settings stays', async () => {
    await bench.cli(['queue', 'create', 'settled', '--ttl', '1m']);
    const queue = { name: 'settled', vhost: '/', durable: true, auto_delete: false, arguments: { 'x-message-ttl': 5_000 } };
    const rabbit = { rabbit_version: '3.13.7', users: [{ name: 'joe' }], queues: [queue, { ...queue, name: 'taken' }] };
    const { code, stdout, stderr } = await bench.cli(['definitions', 'import', '-', '--yes'], { stdin: JSON.stringify(rabbit) });
    expect(code).toBe(5);
    expect(stdout).toBe('! queue settled\n    arguments: {"x-message-ttl":60000} → {"x-message-ttl":5000}\n+ queue taken\n');
    expect(stderr).toContain('left out: users');
    expect(await bench.json('queue', 'show', 'taken')).toMatchObject({ arguments: { 'x-message-ttl': 5_000 } });
  });
});

describe('who may', () => {
  it('is set with users, permissions and tokens; secrets never stand on the command line', async () => {
    expect(await bench.cli(['user', 'create', 'joe', '--role', 'viewer'], { stdin: 'secret of joe\n' })).toMatchObject(ok);
    await bench.cli(['permission', 'set', 'joe', '--configure', '', '--write', '', '--read', '.*']);
    const joe = { HOWDAH_USER: 'joe', HOWDAH_PASSWORD: 'secret of joe' };
    expect(await bench.cli(['whoami', '-o', 'json'], { env: joe })).toMatchObject({
      stdout: expect.stringContaining('"viewer"') as string,
    });
    expect(await bench.cli(['queue', 'create', 'forbidden'], { env: joe })).toMatchObject({ code: 4 });
    expect(await bench.cli(['whoami'], { env: { ...joe, HOWDAH_PASSWORD: 'wrong' } })).toMatchObject({ code: 4 });

    const { stdout: token } = await bench.cli(['token', 'create', '--role', 'viewer']);
    expect(token).toMatch(/^hwd_\S+\n$/);
    const byToken = await bench.cli(['whoami', '-o', 'json'], { env: { HOWDAH_PASSWORD: token.trim() } });
    expect(JSON.parse(byToken.stdout)).toEqual({ user: 'guest', role: 'viewer' });

    const warned = await bench.cli(['whoami', '--user', 'joe', '--password', 'secret of joe']);
    expect(warned.stderr).toContain('can be read by everybody on this machine');
  });

  it('is kept in contexts, which nobody else may read', async () => {
    const set = ['context', 'set', 'here', '--url', bench.url, '--user', 'guest', '--store-password'];
    expect(await bench.cli(set, { env: { HOWDAH_PASSWORD: 'guest' } })).toMatchObject(ok);
    const env = { HOWDAH_URL: '' };
    expect(await bench.cli(['whoami', '-o', 'json'], { env })).toMatchObject(ok);
    expect((await bench.cli(['context', 'list', '-o', 'json'])).stdout).not.toContain('"guest",\n    "secret": "guest"');
    await bench.bash('chmod 644 "$HOWDAH_CONTEXTS"');
    const refused = await bench.cli(['whoami'], { env });
    expect(refused.code).toBe(1);
    expect(refused.stderr).toContain('others may read it (mode 0644)');
    await bench.bash('chmod 600 "$HOWDAH_CONTEXTS"');
    expect(await bench.cli(['whoami', '--context', 'heer'])).toMatchObject({
      code: 3,
      stderr: expect.stringContaining("Did you mean 'here'?") as string,
    });
    expect(await bench.cli(['context', 'remove', 'here'])).toMatchObject(ok);
  });
});

describe('the database', () => {
  it('is examined and migrated by commands of its own', async () => {
    const env = { HOWDAH_DATABASE_URL: bench.databaseUrl };
    const doctor = await bench.cli(['doctor', '-o', 'json'], { env });
    const found = JSON.parse(doctor.stdout) as { area: string; found: string }[];
    expect(found.find(({ area }) => area === 'brokers')?.found).toMatch(/^alive: /);
    expect(await bench.cli(['migrate', 'status'], { env })).toMatchObject(ok);
    expect(await bench.cli(['migrate', 'up', '--dry-run'], { env })).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('would do nothing') as string,
    });
    expect((await bench.cli(['migrate', 'sql', '--all'])).stdout).toContain('create sequence howdah.message_seq');
    expect(await bench.cli(['doctor'])).toMatchObject({ code: 2 });
  });
});

it('carries a small load through a queue that is gone afterwards', async () => {
  const { code, stdout } = await bench.cli(['bench', '--messages', '200', '--batch', '50', '--yes', '-o', 'json']);
  expect({ code, measured: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 0,
    measured: [{ messages: 200 }, { messages: 200 }],
  });
  const names = (await bench.json<{ queue: string }[]>('queue', 'list')).map(({ queue }) => queue);
  expect(names.filter((name) => name.startsWith('howdah.bench'))).toEqual([]);
});

it('follows an exchange without taking anything from anybody', async () => {
  await bench.cli(['exchange', 'create', 'seen', '-t', 'topic']);
  const following = bench.cli(['tail', '--exchange', 'seen', '--limit', '1', '-o', 'ndjson']);
  for (;;) {
    const bindings = await bench.json<object[]>('binding', 'list', '--source', 'seen');
    if (bindings.length > 0) break;
  }
  await bench.cli(['publish', '--exchange', 'seen', '--key', 'a.b', '{"n":1}']);
  const { code, stdout } = await following;
  expect({ code, message: JSON.parse(stdout) as unknown }).toMatchObject({
    code: 0,
    message: { routingKey: 'a.b', body: { n: 1 } },
  });
});

it.each([
  ['nobody listens', ['whoami', '--url', 'http://127.0.0.1:9'], 6, 'No answer from http://127.0.0.1:9'],
  ['the URL is none', ['whoami', '--url', 'amqp://127.0.0.1'], 2, 'not the port of AMQP'],
  ['the scheme is missing', ['whoami', '--url', '127.0.0.1:15672'], 2, 'http://127.0.0.1:15672'],
  ['the queue is another', ['queue', 'show', 'kpet'], 3, "Did you mean 'kept'?"],
  ['the command is another', ['queue', 'lits'], 2, 'Did you mean list?'],
  ['the option is another', ['queue', 'list', '--vhots', 'x'], 2, 'Did you mean --vhost?'],
  ['the operation is another', ['api', 'getOvervew'], 2, "Did you mean 'getOverview'?"],
  ['the field is another', ['queue', 'list', '--fields', 'redy'], 2, "Did you mean 'ready'?"],
])('says what to do when %s', async (_, words, code, text) => {
  await bench.cli(['queue', 'create', 'kept']);
  const ended = await bench.cli(words);
  expect(ended).toMatchObject({ code, stdout: '' });
  expect(ended.stderr).toContain(text);
});
