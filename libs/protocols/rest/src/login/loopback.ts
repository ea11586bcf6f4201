import type { FastifyRequest } from 'fastify';

/** By the address of the connection itself: a header that says so is worth nothing. */
export function isLoopback({ raw }: FastifyRequest): boolean {
  const { remoteAddress = '' } = raw.socket;
  return remoteAddress === '::1' || /^(::ffff:)?127\.\d+\.\d+\.\d+$/.test(remoteAddress);
}
