import { createPrivateKey, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';

interface PemFile {
  readonly path: string;
  readonly content: Buffer;
}

/** What TLS listeners show and ask for. */
export interface TlsFiles {
  readonly cert: PemFile;
  readonly key: PemFile;
  /** Clients' certificates come from here; without it clients are not asked for one. */
  readonly ca: PemFile | undefined;
}

type TlsVariable = 'HOWDAH_TLS_CERT' | 'HOWDAH_TLS_KEY' | 'HOWDAH_TLS_CA';

interface FileRule {
  readonly accepted: string;
  /** Throws when the content is something else. */
  readonly check: (content: Buffer) => unknown;
}

const rules: Readonly<Record<TlsVariable, FileRule>> = {
  HOWDAH_TLS_CERT: { accepted: "the path of a PEM file with the server's certificate", check: checkCertificate },
  HOWDAH_TLS_KEY: { accepted: "the path of a PEM file with the certificate's key, unencrypted", check: createPrivateKey },
  HOWDAH_TLS_CA: { accepted: "the path of a PEM file with the certificates that sign clients' ones", check: checkCertificate },
};

/** The files that the variables name, read and checked; undefined without certificate and key. A sentence for each mistake. */
export function readTlsFiles(paths: Readonly<Record<string, string | undefined>>): {
  readonly tls: TlsFiles | undefined;
  readonly problems: readonly string[];
} {
  const problems: string[] = [];
  const read = (variable: TlsVariable): PemFile | undefined => {
    const path = paths[variable];
    if (path === undefined) return undefined;
    try {
      return readChecked(variable, path);
    } catch (error) {
      problems.push(wrong(variable, `${path} (${reason(error)})`));
      return undefined;
    }
  };
  const [cert, key, ca] = [read('HOWDAH_TLS_CERT'), read('HOWDAH_TLS_KEY'), read('HOWDAH_TLS_CA')];
  if (cert === undefined || key === undefined) return { tls: undefined, problems };
  return { tls: { cert, key, ca }, problems: [...problems, ...misfit(cert, key)] };
}

function readChecked(variable: TlsVariable, path: string): PemFile {
  const content = readFileSync(path);
  try {
    rules[variable].check(content);
  } catch (error) {
    // OpenSSL's own words for it depend on its version and help nobody.
    throw new Error('with other content', { cause: error });
  }
  return { path, content };
}

/** A certificate in binary form would be read here and overlooked by TLS. */
function checkCertificate(content: Buffer): void {
  if (!content.includes('-----BEGIN ')) throw new Error('no PEM file');
  new X509Certificate(content);
}

/** Empty when TLS can use the two together. */
function misfit(cert: PemFile, key: PemFile): readonly string[] {
  const isOwnKey = new X509Certificate(cert.content).checkPrivateKey(createPrivateKey(key.content));
  if (!isOwnKey) return [wrong('HOWDAH_TLS_KEY', `${key.path} (not the key of ${cert.path})`)];
  try {
    createSecureContext({ cert: cert.content, key: key.content });
    return [];
  } catch (error) {
    return [wrong('HOWDAH_TLS_CERT', `${cert.path} (${reason(error)})`)];
  }
}

function wrong(variable: TlsVariable, found: string): string {
  return `${variable}: found ${found}; accepted is ${rules[variable].accepted}`;
}

function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  return code ?? message;
}
