import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { printConfig, readConfig } from './config.js';
import { explain } from './startup-error.js';

const folder = mkdtempSync(join(tmpdir(), 'howdah-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('nothing set is an embedded broker for this machine alone', () => {
  expect(readConfig({ PATH: '/bin' })).toEqual({
    config: {
      httpPort: 15672,
      host: '127.0.0.1',
      dataDir: resolve('.howdah'),
      databaseUrl: undefined,
      admin: { user: 'guest', password: 'guest' },
      adminGiven: false,
      logLevel: 'info',
      maxMessageBytes: 16_777_216,
    },
    warnings: [],
  });
});

test('with an administrator of its own it listens on all addresses', () => {
  const { config } = readConfig({ HOWDAH_ADMIN_USER: 'ops', HOWDAH_ADMIN_PASSWORD: 'long and secret' });
  expect(config).toMatchObject({ host: '0.0.0.0', admin: { user: 'ops', password: 'long and secret' }, adminGiven: true });
});

test('an empty variable is as good as none', () => {
  expect(readConfig({ HOWDAH_HTTP_PORT: '', HOWDAH_DATABASE_URL: '', HOWDAH_ADMIN_PASSWORD: '' }).config).toMatchObject({
    httpPort: 15672,
    databaseUrl: undefined,
    admin: { password: 'guest' },
  });
});

test('names everything that is wrong at once, with what was found and what is accepted', () => {
  const text = refusal({ HOWDAH_HTTP_PORT: '70000', HOWDAH_LOG_LEVEL: 'loud', HOWDAH_MAX_MESSAGE_BYTES: '1e9' });
  expect(text).toContain('HOWDAH_HTTP_PORT: found 70000; accepted is a port from 0 to 65535');
  expect(text).toContain('HOWDAH_LOG_LEVEL: found loud; accepted is one of trace, debug, info');
  expect(text).toContain('HOWDAH_MAX_MESSAGE_BYTES: found 1e9; accepted is a number of bytes from 1 to 536870912');
});

test.each(['-1', '80.5', '0x50', ' 80', '99999999999', 'http'])('refuses %j as a port', (port) => {
  expect(refusal({ HOWDAH_HTTP_PORT: port })).toContain(`HOWDAH_HTTP_PORT: found ${port};`);
});

test.each(['mysql://user:hidden@host/db', 'user:hidden@host:5432', 'postgres://user:hidden@host:port/db'])(
  'refuses %j as a database URL and keeps its password to itself',
  (url) => {
    const text = refusal({ HOWDAH_DATABASE_URL: url });
    expect(text).toContain('HOWDAH_DATABASE_URL: found ***; accepted is a URL such as postgres://');
    expect(text).not.toContain('hidden');
  },
);

describe('the administrator', () => {
  test.each(['0.0.0.0', '::', '192.0.2.7', 'broker.example', '127.0.0.1.example'])(
    'with the default password is refused on %s',
    (host) => {
      const text = refusal({ HOWDAH_HOST: host });
      expect(text).toContain(`HOWDAH_HOST is ${host}`);
      expect(text).toContain('Set HOWDAH_ADMIN_USER and HOWDAH_ADMIN_PASSWORD');
    },
  );

  test.each(['127.0.0.1', '127.1.2.3', '::1', 'localhost'])('with the default password is accepted on %s', (host) => {
    expect(readConfig({ HOWDAH_HOST: host }).config.host).toBe(host);
  });

  test('with a password of its own is accepted everywhere', () => {
    expect(readConfig({ HOWDAH_HOST: '::', HOWDAH_ADMIN_PASSWORD: 'other' }).config.admin).toEqual({
      user: 'guest',
      password: 'other',
    });
  });

  test('needs a password when it has a name', () => {
    expect(refusal({ HOWDAH_ADMIN_USER: 'ops' })).toContain('HOWDAH_ADMIN_PASSWORD: found nothing beside HOWDAH_ADMIN_USER');
  });
});

describe('a secret', () => {
  test('comes from a file, without the newline at its end', () => {
    const path = secretFile('from a file \n');
    expect(readConfig({ HOWDAH_ADMIN_PASSWORD_FILE: path }).config.admin.password).toBe('from a file ');
  });

  test('given twice is refused', () => {
    const path = secretFile('one');
    expect(refusal({ HOWDAH_ADMIN_PASSWORD: 'other', HOWDAH_ADMIN_PASSWORD_FILE: path })).toContain(
      'HOWDAH_ADMIN_PASSWORD: found it beside HOWDAH_ADMIN_PASSWORD_FILE; accepted is one of the two',
    );
  });

  test('whose file cannot be read is refused with the path', () => {
    expect(refusal({ HOWDAH_DATABASE_URL_FILE: '/nowhere/url', HOWDAH_HTTP_PORT: 'x' })).toMatch(
      /HOWDAH_DATABASE_URL_FILE: found \/nowhere\/url \(ENOENT\)[^]*HOWDAH_HTTP_PORT/,
    );
  });

  test('is checked like any other value', () => {
    expect(refusal({ HOWDAH_DATABASE_URL_FILE: secretFile('nonsense\n') })).toContain('HOWDAH_DATABASE_URL: found ***;');
  });
});

test('warns of a variable that looks like ours and says which was meant', () => {
  expect(readConfig({ HOWDAH_HTPP_PORT: '1', HOWDAH_ADMIN_PASWORD_FILE: 'x', HOWDAH_BANANAS: '3', OTHER: '' }).warnings).toEqual([
    'HOWDAH_HTPP_PORT is not a variable of Howdah and has no effect; did you mean HOWDAH_HTTP_PORT?',
    'HOWDAH_ADMIN_PASWORD_FILE is not a variable of Howdah and has no effect; did you mean HOWDAH_ADMIN_PASSWORD_FILE?',
    'HOWDAH_BANANAS is not a variable of Howdah and has no effect',
  ]);
});

test('prints what is in force without a secret', () => {
  const environment = {
    HOWDAH_DATABASE_URL: 'postgres://me:hidden@db:5432/shop?password=hidden&sslmode=require',
    HOWDAH_ADMIN_PASSWORD: 'hidden',
    HOWDAH_DATA_DIR: '/data',
  };
  expect(printConfig(readConfig(environment).config)).toBe(
    `HOWDAH_HTTP_PORT=15672
HOWDAH_HOST=0.0.0.0
HOWDAH_DATA_DIR=/data
HOWDAH_DATABASE_URL=postgres://me:***@db:5432/shop?password=***&sslmode=require
HOWDAH_ADMIN_USER=guest
HOWDAH_ADMIN_PASSWORD=***
HOWDAH_LOG_LEVEL=info
HOWDAH_MAX_MESSAGE_BYTES=16777216
`,
  );
});

function refusal(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    return explain(error) ?? 'not a refusal';
  }
  return 'no refusal';
}

let files = 0;

function secretFile(content: string): string {
  const path = join(folder, `secret-${(files += 1)}`);
  writeFileSync(path, content);
  return path;
}
