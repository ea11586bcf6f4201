import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { CertificateAuthority } from '@howdah/testing';
import { afterAll, describe, expect, test } from 'vitest';
import { printConfig, readConfig } from './config.js';
import { explain } from './startup-error.js';

const folder = mkdtempSync(join(tmpdir(), 'howdah-config-'));
afterAll(() => rmSync(folder, { recursive: true }));

test('nothing set is an embedded broker for this machine alone', () => {
  expect(readConfig({ PATH: '/bin' })).toEqual({
    config: {
      httpPort: 15672,
      basePath: '/',
      host: '127.0.0.1',
      amqp: {
        port: 5672,
        tlsPort: null,
        maxConnections: 65_535,
        product: 'RabbitMQ',
        version: '3.13.7',
        channelMax: 2047,
        frameMax: 131_072,
        heartbeatSeconds: 60,
      },
      tls: undefined,
      dataDir: resolve('.howdah'),
      databaseUrl: undefined,
      durability: 'replicated',
      replication: 'prefer',
      embedded: 'cluster',
      admin: { user: 'guest', password: 'guest' },
      adminGiven: false,
      logLevel: 'info',
      maxMessageBytes: 16_777_216,
      workers: 1,
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
    durability: 'replicated',
    replication: 'prefer',
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

test.each(['-1', '65536', 'on', 'OFF', '5672/tcp'])('refuses %j as a port of AMQP', (port) => {
  expect(refusal({ HOWDAH_AMQP_PORT: port })).toContain(
    `HOWDAH_AMQP_PORT: found ${port}; accepted is a port from 0 to 65535 (0 takes any free one), or off`,
  );
});

test('takes off as the wish for no listener', () => {
  expect(readConfig({ HOWDAH_AMQP_PORT: 'off', HOWDAH_AMQPS_PORT: 'off' }).config.amqp).toMatchObject({
    port: null,
    tlsPort: null,
  });
});

test.each([
  ['HOWDAH_AMQP_MAX_CONNECTIONS', '0', 'a number of connections from 1'],
  ['HOWDAH_AMQP_VERSION', '3.13', 'a version of three numbers'],
  ['HOWDAH_AMQP_VERSION', '3.13.7-rc.1', 'a version of three numbers'],
  ['HOWDAH_AMQP_CHANNEL_MAX', '65536', 'a number of channels from 1 to 65535'],
  ['HOWDAH_AMQP_FRAME_MAX', '4096', 'a number of bytes from 8192'],
  ['HOWDAH_AMQP_HEARTBEAT', '65536', 'a number of seconds from 0 to 65535'],
  ['HOWDAH_TLS_CLIENT_CERTIFICATE', 'yes', 'one of optional, required'],
])('refuses %s=%s', (name, value, accepted) => {
  expect(refusal({ [name]: value })).toContain(`${name}: found ${value}; accepted is ${accepted}`);
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

describe('TLS', () => {
  const authority = new CertificateAuthority();
  const server = authority.issue();
  const files = {
    HOWDAH_TLS_CERT: secretFile(server.cert),
    HOWDAH_TLS_KEY: secretFile(server.key),
    HOWDAH_TLS_CA: secretFile(authority.cert),
  };

  test('is read from the files', () => {
    const { config } = readConfig({ HOWDAH_AMQPS_PORT: '5671', ...files, HOWDAH_TLS_CLIENT_CERTIFICATE: 'required' });
    expect(config.amqp.tlsPort).toBe(5671);
    expect(config.tls).toEqual({
      cert: { path: files.HOWDAH_TLS_CERT, content: Buffer.from(server.cert) },
      key: { path: files.HOWDAH_TLS_KEY, content: Buffer.from(server.key) },
      ca: { path: files.HOWDAH_TLS_CA, content: Buffer.from(authority.cert) },
      requiresClientCertificate: true,
    });
  });

  test('does without an authority for clients, and then asks for no certificate', () => {
    const { HOWDAH_TLS_CERT, HOWDAH_TLS_KEY } = files;
    const { config } = readConfig({ HOWDAH_AMQPS_PORT: 'off', HOWDAH_TLS_CERT, HOWDAH_TLS_KEY });
    expect(config.tls).toMatchObject({ ca: undefined, requiresClientCertificate: false });
  });

  test.each([
    [{ HOWDAH_AMQPS_PORT: '5671' }, 'HOWDAH_TLS_CERT', 'HOWDAH_AMQPS_PORT'],
    [{ HOWDAH_AMQPS_PORT: '5671' }, 'HOWDAH_TLS_KEY', 'HOWDAH_AMQPS_PORT'],
    [{ HOWDAH_TLS_KEY: files.HOWDAH_TLS_KEY }, 'HOWDAH_TLS_CERT', 'HOWDAH_TLS_KEY'],
    [{ HOWDAH_TLS_CERT: files.HOWDAH_TLS_CERT }, 'HOWDAH_TLS_KEY', 'HOWDAH_TLS_CERT'],
    [{ HOWDAH_TLS_CERT: files.HOWDAH_TLS_CERT }, 'HOWDAH_AMQPS_PORT', 'HOWDAH_TLS_CERT'],
    [{ HOWDAH_TLS_CA: files.HOWDAH_TLS_CA }, 'HOWDAH_TLS_CERT', 'HOWDAH_TLS_CA'],
    [{ HOWDAH_TLS_CLIENT_CERTIFICATE: 'required' }, 'HOWDAH_TLS_CA', 'HOWDAH_TLS_CLIENT_CERTIFICATE'],
  ])('with %j alone lacks %s', (environment, missing, beside) => {
    expect(refusal(environment)).toContain(`${missing}: found nothing beside ${beside}; accepted is `);
  });

  test('that cannot be used is named beside everything else that is wrong', () => {
    const text = refusal({ HOWDAH_AMQPS_PORT: 'x', ...files, HOWDAH_TLS_KEY: '/nowhere/key.pem' });
    expect(text).toContain('HOWDAH_AMQPS_PORT: found x;');
    expect(text).toContain('HOWDAH_TLS_KEY: found /nowhere/key.pem (ENOENT); accepted is the path of a PEM file');
  });

  test('is printed as the paths', () => {
    const printed = printConfig(readConfig({ HOWDAH_AMQPS_PORT: '5671', ...files }).config);
    expect(printed).toContain(`HOWDAH_TLS_CERT=${files.HOWDAH_TLS_CERT}\nHOWDAH_TLS_KEY=${files.HOWDAH_TLS_KEY}\n`);
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
HOWDAH_BASE_PATH=/
HOWDAH_AMQP_PORT=5672
HOWDAH_AMQPS_PORT=off
HOWDAH_TLS_CERT=
HOWDAH_TLS_KEY=
HOWDAH_TLS_CA=
HOWDAH_TLS_CLIENT_CERTIFICATE=optional
HOWDAH_AMQP_MAX_CONNECTIONS=65535
HOWDAH_AMQP_PRODUCT=RabbitMQ
HOWDAH_AMQP_VERSION=3.13.7
HOWDAH_AMQP_CHANNEL_MAX=2047
HOWDAH_AMQP_FRAME_MAX=131072
HOWDAH_AMQP_HEARTBEAT=60
HOWDAH_DATA_DIR=/data
HOWDAH_DATABASE_URL=postgres://me:***@db:5432/shop?password=***&sslmode=require
HOWDAH_DURABILITY=replicated
HOWDAH_REPLICATION=prefer
HOWDAH_EMBEDDED=cluster
HOWDAH_ADMIN_USER=guest
HOWDAH_ADMIN_PASSWORD=***
HOWDAH_LOG_LEVEL=info
HOWDAH_MAX_MESSAGE_BYTES=16777216
HOWDAH_WORKERS=1
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

test.each([
  ['/howdah', '/howdah/'],
  ['howdah/', '/howdah/'],
  ['/a/b', '/a/b/'],
])('the base path %s is %s', (given, basePath) => {
  expect(readConfig({ HOWDAH_BASE_PATH: given }).config.basePath).toBe(basePath);
});
