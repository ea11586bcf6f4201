import type { TlsOptions, TLSSocket } from 'node:tls';

/** What a TLS listener shows and asks for; PEM texts. */
export interface TlsSettings {
  /** The server's certificate, and those between it and the root. */
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
  /** Clients are asked for a certificate, which must come from here; without it they are not asked. */
  readonly ca?: string | Buffer;
  /** Clients without a certificate are refused. Needs `ca`. Default false. */
  readonly requiresClientCertificate?: boolean;
}

export interface TlsFacts {
  /** Such as `TLSv1.3`. */
  readonly version: string;
  /** By its name in the RFCs, such as `TLS_AES_256_GCM_SHA384`. */
  readonly cipher: string;
  /** Verified; null when the client showed none. */
  readonly peerCertificate: PeerCertificate | null;
}

/** The subject of a certificate: whom it was issued to. */
export interface PeerCertificate {
  /** `''` when it has none; several are joined by a comma. */
  readonly commonName: string;
  /** As RFC 4514 writes it, most specific part first: `CN=orders,O=Example`. */
  readonly distinguishedName: string;
}

const handshakeMsDefault = 10_000;

export function tlsOptions(settings: TlsSettings, handshakeMs = handshakeMsDefault): TlsOptions {
  const { cert, key, ca, requiresClientCertificate = false } = settings;
  return {
    cert,
    key,
    handshakeTimeout: handshakeMs,
    ...(ca !== undefined && { ca, requestCert: true, rejectUnauthorized: requiresClientCertificate }),
  };
}

/** Why the client's certificate is not trusted; null when it is, when there is none, and when none was asked for. */
export function untrusted(socket: TLSSocket): string | null {
  if (socket.authorized || socket.getPeerX509Certificate() === undefined) return null;
  return String(socket.authorizationError);
}

export function tlsFacts(socket: TLSSocket): TlsFacts {
  return {
    version: socket.getProtocol() ?? 'unknown',
    cipher: socket.getCipher().standardName,
    peerCertificate: socket.authorized ? peerCertificate(socket) : null,
  };
}

function peerCertificate(socket: TLSSocket): PeerCertificate | null {
  const certificate = socket.getPeerX509Certificate();
  if (certificate === undefined) return null;
  return {
    commonName: commonName(certificate.toLegacyObject().subject.CN),
    distinguishedName: distinguishedName(certificate.subject),
  };
}

/** The types know one common name, a certificate may have several. */
function commonName(found: string | readonly string[] | undefined): string {
  return [found ?? []].flat().join(',');
}

/** Node gives a line for each part, the most general first, with values escaped as RFC 4514 wants it. */
function distinguishedName(subject: string): string {
  const parts = subject.split('\n').map((part) => part.replaceAll(' + ', '+'));
  return parts.reverse().join(',');
}
