/** One of the hosts that a database URL names. */
export interface DatabaseNode {
  /** host:port, as people call it. */
  readonly name: string;
  /** A name, an address, or the directory of a Unix socket. */
  readonly host: string;
  readonly port: number;
  /** The URL with this host alone, as pg reads it. Holds the password. */
  readonly url: string;
}

const form =
  /^(?<scheme>postgres(?:ql)?:\/\/)(?:(?<login>[^@/?#]*)@)?(?<hosts>[^/?#]*)(?<path>\/[^?#]*)?(?:\?(?<query>[^#]*))?(?:#.*)?$/;
/** A host and perhaps a port; an IPv6 address stands in brackets. */
const hostForm = /^(?<host>\[[\da-fA-F:.%]+\]|[^:[\]]*)(?::(?<port>\d*))?$/;
const defaultPort = 5432;
/** What `target_session_attrs` may say. libpq's other values ask for the other kind of server. */
const sessionAttributes = {
  writing: { who: 'a broker writes', accepted: ['read-write', 'primary', 'any'] },
  reading: { who: 'a replica is read from', accepted: ['read-only', 'standby', 'prefer-standby', 'any'] },
} as const;
type Use = keyof typeof sessionAttributes;

/**
 * The nodes of a URL as libpq writes it: `postgres://user:password@a:5432,b:5433/database?target_session_attrs=read-write`.
 * @throws Error that says what is wrong with it, without its password.
 */
export function parseDatabaseUrl(text: string, use: Use = 'writing'): readonly [DatabaseNode, ...DatabaseNode[]] {
  const parts = form.exec(text)?.groups;
  if (parts === undefined) throw new Error('it is no URL such as postgres://user:password@host:5432/database');
  const parameters = new URLSearchParams(parts['query'] ?? '');
  refuseOtherUse(use, parameters.get('target_session_attrs'));
  parameters.delete('target_session_attrs');
  const { hosts, ports } = hostsOf(parts['hosts'] ?? '', parameters);
  const query = parameters.size === 0 ? '' : `?${parameters.toString()}`;
  const login = parts['login'] === undefined ? '' : `${parts['login']}@`;
  const nodes = hosts.map((written, i): DatabaseNode => {
    const { host, port } = readHost(written, ports[i] ?? ports[0]);
    const url = `${parts['scheme']}${login}${urlHost(host)}:${port}${parts['path'] ?? ''}${query}`;
    const withUrl = { host, port, url: isDirectory(host) ? socketUrl(url, host) : url };
    if (!URL.canParse(withUrl.url)) throw new Error(`'${written}' is no host, or user and password have unescaped characters`);
    return { name: isDirectory(host) ? host : `${urlHost(host)}:${port}`, ...withUrl };
  });
  return nodes as [DatabaseNode, ...DatabaseNode[]];
}

/**
 * The nodes of several URLs with commas between them, to be read from.
 * @throws Error that says what is wrong with them, without a password.
 */
export function parseReplicaUrls(text: string): readonly DatabaseNode[] {
  return text.split(/,(?=postgres(?:ql)?:)/).flatMap((url) => parseDatabaseUrl(url.trim(), 'reading'));
}

function refuseOtherUse(use: Use, attributes: string | null): void {
  const { who, accepted } = sessionAttributes[use];
  if (attributes === null || accepted.some((one) => one === attributes)) return;
  throw new Error(`target_session_attrs is '${attributes}'; ${who}: ${accepted.join(', ')}`);
}

/** In the authority, or as libpq's parameters `host` and `port`, each of which may stand alone. */
function hostsOf(authority: string, parameters: URLSearchParams): { hosts: readonly string[]; ports: readonly string[] } {
  const written = decodeURIComponent(authority).split(',');
  const [hosts, ports] = [parameters.get('host')?.split(','), parameters.get('port')?.split(',')];
  parameters.delete('host');
  parameters.delete('port');
  return {
    hosts: hosts ?? written,
    ports: ports ?? (hosts === undefined ? [] : written.map((one) => String(readHost(one).port))),
  };
}

function readHost(written: string, otherPort?: string): { host: string; port: number } {
  if (isDirectory(written)) return { host: written, port: Number(otherPort || defaultPort) };
  const found = hostForm.exec(written)?.groups;
  const port = Number(found?.['port'] || otherPort || defaultPort);
  if (found === undefined || !(port >= 1 && port <= 65_535))
    throw new Error(`'${written}' is no host with a port from 1 to 65535`);
  const host = found['host'] === '' ? 'localhost' : found['host']!.replace(/^\[|\]$/g, '');
  return { host, port };
}

const isDirectory = (host: string): boolean => host.startsWith('/');
const urlHost = (host: string): string => (host.includes(':') ? `[${host}]` : isDirectory(host) ? 'localhost' : host);

function socketUrl(url: string, directory: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}host=${encodeURIComponent(directory)}`;
}
