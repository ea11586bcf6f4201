import type { Log } from '@howdah/core';
import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemDocument, sendProblem } from './problem-document.js';

/** Every error of the API leaves through here; the cause of an unexpected one stays in the log. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly log: Log) {}

  catch(thrown: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    const request = http.getRequest<FastifyRequest>();
    const reply = http.getResponse<FastifyReply>();
    const problem = problemDocument(thrown, request);
    if (problem.status === 500) {
      this.log.error('request failed', { traceId: request.id, method: request.method, path: problem.instance, error: thrown });
    }
    if (!reply.sent) sendProblem(reply, problem);
  }
}
