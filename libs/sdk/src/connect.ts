import { Client } from './client.js';
import { complaint } from './complaint.js';
import { readDuration, type Duration } from './duration.js';
import { HowdahError } from './errors.js';
import { openAmqpLink } from './link/amqp-link.js';
import { redact } from './link/amqp-errors.js';
import type { Message } from './message.js';
import { Session } from './session/session.js';
import { anySignal } from './session/wait.js';

/** How a client connects. */
export interface ConnectOptions {
  /** As lists of connections show it. Default: none. */
  readonly name?: string;
  /** Aborts connecting; a client that is connected is closed by `close`. */
  readonly signal?: AbortSignal;
  /** How long the first connection may take, over all addresses and attempts. Default 30 s. */
  readonly connectTimeout?: Duration;
  /** How long a publish waits for a connection and its confirm, before it is `unreachable`. Default 30 s. */
  readonly publishTimeout?: Duration;
  /** Largest bound of the random wait between attempts to reconnect; it begins at 100 ms and doubles. Default 10 s. */
  readonly maxBackoff?: Duration;
  /** Told of what nobody waits for: failed handlers, lost connections. Default: stderr. */
  readonly onError?: (error: unknown, message?: Message) => void;
  /** Of the TLS connection: `ca`, `cert`, `key` and what else `tls.connect` of Node takes. For addresses with `amqps:`. */
  readonly tls?: object;
}

/**
 * Connects to one of the addresses and reconnects by itself from then on, to any of them.
 *
 * @param addresses - `amqp://user:password@host:5672/vhost`, or `amqps:` for TLS; the virtual host `/` is written `%2f` or left out.
 * All of them name the same virtual host. The first to be tried is chosen at random.
 * @throws HowdahError at once with `invalid_url`, `invalid_option`, `login_refused` or `vhost_not_found`; with `unreachable` or the last
 * failure when no broker has answered in time. The reason of an aborted signal.
 * @example
 * ```ts
 * import { connect } from '@howdah/sdk';
 *
 * await using client = await connect(['amqp://guest:guest@a.example', 'amqp://guest:guest@b.example'], { name: 'checkout' });
 * ```
 */
export async function connect(addresses: string | readonly string[], options: ConnectOptions = {}): Promise<Client> {
  const { onError = complain, name, tls, signal, connectTimeout = '30s', publishTimeout = '30s', maxBackoff = '10s' } = options;
  const urls = [addresses].flat().map(checkAddress);
  if (urls.length === 0) throw invalidUrl('there is no address');
  const vhost = vhostOf(urls);
  const connectTimeoutMs = readDuration(connectTimeout, 'connectTimeout');
  let last: unknown;
  let connected = false;
  const session = new Session({
    addresses: urls,
    openLink: (address, closing) =>
      openAmqpLink(address, closing, { name, tls, onError, connectTimeoutMs: Math.min(10_000, connectTimeoutMs) }),
    backoff: { baseMs: 100, maxMs: readDuration(maxBackoff, 'maxBackoff') },
    // Before the first connection the caller is told.
    onError: (error) => (connected ? onError(error) : (last = error)),
  });
  const limit = AbortSignal.timeout(connectTimeoutMs);
  try {
    await session.link(anySignal(signal, limit));
  } catch (error) {
    await session.close();
    throw error === limit.reason ? (last ?? unanswered(urls, connectTimeoutMs)) : error;
  }
  connected = true;
  return new Client({ session, onError, publishTimeoutMs: readDuration(publishTimeout, 'publishTimeout'), vhost });
}

/** One for all, for a message must not end in another because a broker is away. */
function vhostOf(urls: readonly string[]): string {
  const vhosts = new Set(urls.map((url) => decodeURIComponent(new URL(url).pathname.slice(1)) || '/'));
  const [vhost] = vhosts;
  if (vhosts.size === 1) return vhost!;
  throw invalidUrl('the addresses name several virtual hosts');
}

function checkAddress(address: string): string {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  if (url?.protocol === 'amqp:' || url?.protocol === 'amqps:') return address;
  throw invalidUrl(url === undefined ? 'an address is no URL' : `an address begins with '${url.protocol}'`);
}

// The address itself is not told: it may have a password.
const invalidUrl = (what: string): HowdahError =>
  new HowdahError('invalid_url', what, {
    remedy: "Give amqp://user:password@host:5672, or amqps: for TLS; '/' in a virtual host is %2f.",
  });

const unanswered = (urls: readonly string[], ms: number): HowdahError =>
  new HowdahError('unreachable', `none of ${urls.map(redact).join(', ')} has answered within ${ms} ms`, {
    remedy: 'Check host, port and TLS, and that the broker runs.',
  });

/** Loud: an error that nobody handles must not be missed. */
const complain = (error: unknown, message?: Message): void => void process.stderr.write(`howdah: ${complaint(error, message)}\n`);
