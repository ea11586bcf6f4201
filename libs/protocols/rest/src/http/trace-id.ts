import { randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

/** The trace that the caller is in, or a new one. [W3C Trace Context, 3.2.2] */
export function traceIdOf({ headers }: { readonly headers: IncomingHttpHeaders }): string {
  const traceparent = headers['traceparent'];
  const [, given] = /^00-([0-9a-f]{32})-[0-9a-f]{16}-[0-9a-f]{2}$/.exec(typeof traceparent === 'string' ? traceparent : '') ?? [];
  return given ?? randomBytes(16).toString('hex');
}
