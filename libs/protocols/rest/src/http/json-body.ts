import { isUtf8 } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { HttpProblem } from '../errors/http-problem.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** The body as it was sent, for what a parsed number no longer holds. */
    bodyText?: string;
  }
}

/** JSON is the only body that is understood; no body is one too. */
export function acceptJson(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    try {
      done(null, parseJson(request, body as Buffer));
    } catch (thrown) {
      done(thrown as Error);
    }
  });
}

function parseJson(request: FastifyRequest, body: Buffer): unknown {
  if (!isUtf8(body)) throw invalidJson('it is not in UTF-8');
  const text = body.toString();
  if (text.trim() === '') return undefined;
  request.bodyText = text;
  try {
    return JSON.parse(text);
  } catch (thrown) {
    throw invalidJson((thrown as SyntaxError).message);
  }
}

function invalidJson(what: string): HttpProblem {
  return new HttpProblem('invalid_json', `the body is not JSON: ${what}`, { remedy: 'Send one JSON value in UTF-8.' });
}
