import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../errors/http-problem.js';

const answersOfTheApi = "default-src 'none'; frame-ancestors 'none'";
/** The documentation's page runs its own scripts and asks this server only; its styles are partly inline. */
const pages =
  "default-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'none'; base-uri 'none'";

export async function setSecurityHeaders(request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const isPage = request.url.startsWith('/docs');
  void reply.headers({
    'content-security-policy': isPage ? pages : answersOfTheApi,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  });
}

const readingMethods = ['GET', 'HEAD', 'OPTIONS'];

/** A browser that remembers a password sends it along with what another site's page asks for. */
export async function refuseCrossSite({ method, headers }: FastifyRequest): Promise<void> {
  const site = headers['sec-fetch-site'];
  if (readingMethods.includes(method) || (site !== 'cross-site' && site !== 'same-site')) return;
  throw new HttpProblem('cross_site_request', `a page of another site may not change anything here: Sec-Fetch-Site is ${site}`, {
    remedy: 'Ask from a page of this server, or from a program.',
  });
}
