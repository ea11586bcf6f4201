import { generateKeyPairSync, randomBytes, sign, type KeyObject, type KeyPairKeyObjectResult } from 'node:crypto';

/** PEM texts. */
export interface Certificate {
  readonly cert: string;
  readonly key: string;
}

/** Parts of a name, the most general first. Two of a kind are allowed. */
export type Subject = readonly (readonly [part: keyof typeof partTags, value: string])[];

const partTags = { CN: 3, O: 10, OU: 11 } as const;

const dayMs = 24 * 60 * 60 * 1000;

/** Issues certificates for a day, so that a test of TLS needs no file and no program. X.509 (RFC 5280) with P-256 keys. */
export class CertificateAuthority {
  readonly #subject: Subject;
  readonly #key: KeyObject;
  /** PEM; who trusts it trusts what is issued here. */
  readonly cert: string;

  constructor(name = 'Test authority') {
    const { publicKey, privateKey } = createKeys();
    this.#subject = [['CN', name]];
    this.#key = privateKey;
    this.cert = this.#certify(this.#subject, publicKey, basicConstraintsOfAuthority);
  }

  /** For a client, or for a server on this machine. */
  issue(subject: Subject = [['CN', 'localhost']], { publicKey, privateKey }: KeyPairKeyObjectResult = createKeys()): Certificate {
    const cert = this.#certify(subject, publicKey, namesOfThisMachine);
    return { cert, key: privateKey.export({ type: 'pkcs8', format: 'pem' }).toString() };
  }

  #certify(subject: Subject, publicKey: KeyObject, extension: Buffer): string {
    const toBeSigned = sequence(
      element(0xa0, integer(Buffer.of(2))), // version 3
      integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
      ecdsaWithSha256,
      distinguishedName(this.#subject),
      sequence(utcTime(Date.now() - dayMs), utcTime(Date.now() + dayMs)),
      distinguishedName(subject),
      publicKey.export({ type: 'spki', format: 'der' }),
      element(0xa3, sequence(extension)),
    );
    const signature = sign('sha256', toBeSigned, this.#key);
    return pem(sequence(toBeSigned, ecdsaWithSha256, element(0x03, Buffer.of(0), signature)));
  }
}

function createKeys(): KeyPairKeyObjectResult {
  return generateKeyPairSync('ec', { namedCurve: 'P-256' });
}

// ── DER ───────────────────────────────────────────────────────────────────────────────────────────────────────────────

function element(tag: number, ...contents: readonly Buffer[]): Buffer {
  const content = Buffer.concat(contents);
  return Buffer.concat([Buffer.of(tag), lengthOctets(content.length), content]);
}

function lengthOctets(length: number): Buffer {
  return length < 128 ? Buffer.of(length) : Buffer.of(0x82, length >> 8, length & 0xff);
}

function sequence(...contents: readonly Buffer[]): Buffer {
  return element(0x30, ...contents);
}

function integer(bigEndian: Buffer): Buffer {
  return element(0x02, bigEndian);
}

function objectId(hex: string): Buffer {
  return element(0x06, Buffer.from(hex, 'hex'));
}

function distinguishedName(subject: Subject): Buffer {
  const part = (tag: number, value: string) => sequence(objectId(`5504${hexOctet(tag)}`), element(0x0c, Buffer.from(value)));
  return sequence(...subject.map(([name, value]) => element(0x31, part(partTags[name], value))));
}

function hexOctet(value: number): string {
  return value.toString(16).padStart(2, '0');
}

/** YYMMDDhhmmssZ */
function utcTime(at: number): Buffer {
  return element(0x17, Buffer.from(`${new Date(at).toISOString().slice(2, 19).replaceAll(/[-:T]/g, '')}Z`));
}

function pem(der: Buffer): string {
  const lines = der.toString('base64').match(/.{1,64}/g)!;
  return ['-----BEGIN CERTIFICATE-----', ...lines, '-----END CERTIFICATE-----', ''].join('\n');
}

const ecdsaWithSha256 = sequence(objectId('2a8648ce3d040302'));
const basicConstraintsOfAuthority = sequence(objectId('551d13'), element(0x04, sequence(element(0x01, Buffer.of(0xff)))));
/** localhost and 127.0.0.1 as alternative names. */
const namesOfThisMachine = sequence(
  objectId('551d11'),
  element(0x04, sequence(element(0x82, Buffer.from('localhost')), element(0x87, Buffer.of(127, 0, 0, 1)))),
);
