import { problemKinds, problemMediaType, problemType, type Problem } from '@howdah/contracts';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { refusalOf } from './refusal.js';

/** What was thrown, as the document that the client gets; also for one item of several. [RFC 9457] */
export function problemDocument(thrown: unknown, request: FastifyRequest): Problem {
  const { code, detail, remedy, errors } = refusalOf(thrown);
  const { status, title, retryable } = problemKinds[code];
  return {
    ...{ type: problemType(code), title, status, detail, code, retryable, errors: [...errors] },
    instance: request.url.split('?', 1)[0] ?? '',
    traceId: request.id,
    ...(remedy === undefined ? {} : { remedy }),
  };
}

const retryAfterSeconds = '1';

export function sendProblem(reply: FastifyReply, problem: Problem): void {
  if (problem.status === 401) void reply.header('www-authenticate', challengeTo(reply.request));
  if (problem.status === 503) void reply.header('retry-after', retryAfterSeconds);
  void reply.status(problem.status).type(problemMediaType).send(JSON.stringify(problem));
}

/** For a page's script the browser would answer a Basic challenge with a dialog of its own, over the page's. */
function challengeTo({ headers }: FastifyRequest): string {
  const bearer = 'Bearer realm="howdah"';
  return headers['sec-fetch-dest'] === 'empty' ? bearer : `Basic realm="howdah", charset="UTF-8", ${bearer}`;
}
