import { BrokerError } from '../errors.js';

const bytesMax = 255;
const reservedPrefix = 'amq.';

/** As RabbitMQ has it: line ends are no part of the name of a queue or exchange. */
export const withoutLineEnds = (name: string): string => name.replaceAll(/[\r\n]/g, '');

export const isReserved = (name: string): boolean => name.startsWith(reservedPrefix);

/** A short string that Postgres can store: at most 255 bytes, no NUL. invalid_argument. */
export function checkShortText(what: string, value: string): void {
  const bytes = Buffer.byteLength(value);
  if (bytes <= bytesMax && !value.includes('\0')) return;
  throw new BrokerError('invalid_argument', `${what} must have at most ${bytesMax} bytes and no NUL, found ${bytes} bytes`, {
    details: { argument: what, found: bytes, accepted: `0 to ${bytesMax} bytes without NUL` },
  });
}

export function checkName(what: string, name: string): void {
  if (name === '')
    throw new BrokerError('invalid_argument', `${what} must not be empty`, { details: { argument: what, found: '' } });
  checkShortText(what, name);
}

export function reservedName(kind: 'queue' | 'exchange', name: string): BrokerError {
  return new BrokerError('reserved_name', `${kind} name '${name}' contains reserved prefix '${reservedPrefix}*'`, {
    remedy: `Choose a name that does not begin with '${reservedPrefix}'.`,
  });
}

/** Whatever would change the default exchange or its bindings. */
export function refuseDefaultExchange(name: string): void {
  if (name !== '') return;
  throw new BrokerError('not_permitted', 'operation not permitted on the default exchange', {
    remedy: 'Use an exchange with a name.',
  });
}
