import { generateKeyPairSync, X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CertificateAuthority } from '@howdah/testing';
import { afterAll, expect, test } from 'vitest';
import { readTlsFiles } from './tls-files.js';

const folder = mkdtempSync(join(tmpdir(), 'howdah-tls-'));
afterAll(() => rmSync(folder, { recursive: true }));

const authority = new CertificateAuthority();
const server = authority.issue();
const paths = {
  HOWDAH_TLS_CERT: file('cert.pem', server.cert),
  HOWDAH_TLS_KEY: file('key.pem', server.key),
  HOWDAH_TLS_CA: file('ca.pem', authority.cert),
};

test('reads what is named', () => {
  expect(readTlsFiles(paths)).toEqual({
    tls: {
      cert: { path: paths.HOWDAH_TLS_CERT, content: Buffer.from(server.cert) },
      key: { path: paths.HOWDAH_TLS_KEY, content: Buffer.from(server.key) },
      ca: { path: paths.HOWDAH_TLS_CA, content: Buffer.from(authority.cert) },
    },
    problems: [],
  });
});

test('is nothing when nothing is named', () => {
  expect(readTlsFiles({})).toEqual({ tls: undefined, problems: [] });
});

test('takes a certificate with those between it and the root, and with text around them', () => {
  const chain = file('chain.pem', `issued for a test\n${server.cert}\n${authority.cert}`);
  expect(readTlsFiles({ ...paths, HOWDAH_TLS_CERT: chain }).problems).toEqual([]);
});

const binary = file('cert.der', new X509Certificate(server.cert).raw);
const cutOff = file('half.pem', server.cert.slice(0, 200));
const encrypted = file('encrypted.pem', encryptedKey());
test.each([
  ['HOWDAH_TLS_CERT', '/nowhere/cert.pem', 'ENOENT'],
  ['HOWDAH_TLS_CERT', folder, 'EISDIR'],
  ['HOWDAH_TLS_CERT', paths.HOWDAH_TLS_KEY, 'with other content'],
  ['HOWDAH_TLS_CERT', binary, 'with other content'],
  ['HOWDAH_TLS_CERT', cutOff, 'with other content'],
  ['HOWDAH_TLS_KEY', '/nowhere/key.pem', 'ENOENT'],
  ['HOWDAH_TLS_KEY', paths.HOWDAH_TLS_CERT, 'with other content'],
  ['HOWDAH_TLS_KEY', encrypted, 'with other content'],
  ['HOWDAH_TLS_CA', '/nowhere/ca.pem', 'ENOENT'],
  ['HOWDAH_TLS_CA', binary, 'with other content'],
])('refuses as %s the file %s', (variable, path, reason) => {
  expect(readTlsFiles({ ...paths, [variable]: path }).problems).toEqual([
    expect.stringContaining(`${variable}: found ${path} (${reason}); accepted is the path of a PEM file`),
  ]);
});

test("refuses another certificate's key", () => {
  const key = file('other-key.pem', authority.issue().key);
  expect(readTlsFiles({ ...paths, HOWDAH_TLS_KEY: key }).problems).toEqual([
    expect.stringContaining(`HOWDAH_TLS_KEY: found ${key} (not the key of ${paths.HOWDAH_TLS_CERT})`),
  ]);
});

test('refuses a key that TLS finds too weak', () => {
  const weak = authority.issue([['CN', 'localhost']], generateKeyPairSync('rsa', { modulusLength: 512 }));
  const [cert, key] = [file('weak.pem', weak.cert), file('weak-key.pem', weak.key)];
  expect(readTlsFiles({ HOWDAH_TLS_CERT: cert, HOWDAH_TLS_KEY: key }).problems).toEqual([
    expect.stringContaining(`HOWDAH_TLS_CERT: found ${cert} (ERR_SSL_EE_KEY_TOO_SMALL)`),
  ]);
});

function encryptedKey(): string {
  const { privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  return privateKey.export({ type: 'pkcs8', format: 'pem', cipher: 'aes-256-cbc', passphrase: 'secret' }).toString();
}

function file(name: string, content: string | Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, content);
  return path;
}
