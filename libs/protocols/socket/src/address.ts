/** One side of a connection. */
export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

/** By the address that the kernel gives: an IPv4 peer of a socket for both families appears as `::ffff:127.0.0.1`. */
export function isLoopback(address: string): boolean {
  return address === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(address);
}

/** The host of a URL by which a program on this machine reaches what listens on `host`. */
export function hostInUrl(host: string): string {
  if (host === '0.0.0.0' || host === '::') return 'localhost';
  return host.includes(':') ? `[${host}]` : host;
}
