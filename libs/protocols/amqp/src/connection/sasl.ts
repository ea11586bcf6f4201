import { decodeTable, fieldOf, type FieldTable } from '@howdah/core';
import { AmqpError } from '../amqp-error.js';

/** How a client proves who it is (SASL, RFC 4422). */
export type Credentials =
  | { readonly kind: 'password'; readonly user: string; readonly password: string }
  /** Proved by the TLS certificate. */
  | { readonly kind: 'certificate'; readonly user: string };

/** The name in the certificate that the peer proved to own; null without one. */
export type CertifiedName = string | null;

/** For connection.start, in the order of preference; EXTERNAL only where there is a certificate. */
export const mechanismsFor = (certified: CertifiedName): string =>
  certified === null ? 'AMQPLAIN PLAIN' : 'EXTERNAL AMQPLAIN PLAIN';

/** Throws an AmqpError: 503 for a mechanism that was not offered, 502 for a response that cannot be read. */
export function readCredentials(mechanism: string, response: Buffer, certified: CertifiedName): Credentials {
  if (mechanism === 'PLAIN') return readPlain(response);
  if (mechanism === 'AMQPLAIN') return readAmqplain(response);
  if (mechanism === 'EXTERNAL' && certified !== null) return { kind: 'certificate', user: certified };
  throw new AmqpError('COMMAND_INVALID', `unknown authentication mechanism '${mechanism}'`);
}

/** RFC 4616: [authzid] NUL authcid NUL passwd. Nobody acts for another here. */
function readPlain(response: Buffer): Credentials {
  const first = response.indexOf(0);
  const second = response.indexOf(0, first + 1);
  if (first < 0 || second < 0) throw unreadable('PLAIN');
  return {
    kind: 'password',
    user: response.toString('utf8', first + 1, second),
    password: response.toString('utf8', second + 1),
  };
}

/** LOGIN and PASSWORD in a table. */
function readAmqplain(response: Buffer): Credentials {
  const table = readTable(response);
  const [user, password] = ['LOGIN', 'PASSWORD'].map((name) => fieldOf(table, name));
  if (user?.type !== 'string' || password?.type !== 'string') throw unreadable('AMQPLAIN');
  return { kind: 'password', user: user.value.toString(), password: password.value.toString() };
}

/** A field table without its length. */
function readTable(response: Buffer): FieldTable {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(response.length);
  try {
    return decodeTable(Buffer.concat([length, response])).table;
  } catch {
    throw unreadable('AMQPLAIN');
  }
}

const unreadable = (mechanism: string): AmqpError =>
  new AmqpError('SYNTAX_ERROR', `unreadable response of mechanism ${mechanism}`);
