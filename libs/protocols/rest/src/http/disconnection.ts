import type { FastifyReply } from 'fastify';

/** Aborts when the client goes before it has its answer. */
export function disconnection({ raw }: FastifyReply): AbortSignal {
  const controller = new AbortController();
  raw.once('close', () => {
    if (!raw.writableFinished) controller.abort();
  });
  return controller.signal;
}
