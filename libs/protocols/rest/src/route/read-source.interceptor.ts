import { readFromHeader, stalenessHeader } from '@howdah/contracts';
import { ReadTrace, whileReading } from '@howdah/core';
import type { CallHandler, ExecutionContext, NestInterceptor } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { defer, lastValueFrom, type Observable } from 'rxjs';

/** Says of every answer that a replica may have given where it was read, and how old it may be. */
export class ReadSourceInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    const http = context.switchToHttp();
    if (http.getRequest<FastifyRequest>().routeOptions.config.operation?.mayBeStale !== true) return next.handle();
    return defer(async () => {
      const trace = new ReadTrace();
      const answer: unknown = await whileReading(trace, () => lastValueFrom(next.handle()));
      tell(http.getResponse<FastifyReply>(), trace);
      return answer;
    });
  }
}

function tell(reply: FastifyReply, { source }: ReadTrace): void {
  if (source === null) return;
  void reply.header(readFromHeader, source.replica ?? 'primary');
  void reply.header(stalenessHeader, Math.max(0, Math.ceil(Date.now() - source.asOf)));
}
