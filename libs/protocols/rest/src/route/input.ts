import type { InputOf, Operation } from '@howdah/contracts';
import { createParamDecorator, type ExecutionContext, type PipeTransform } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { invalidBody, invalidParameters } from './invalid-request.js';

const Parts = createParamDecorator((_: unknown, context: ExecutionContext) =>
  context.switchToHttp().getRequest<FastifyRequest>(),
);

/** The checked input of an operation, with its defaults. */
export const Input = (operation: Operation) => Parts(new InputPipe(operation));

class InputPipe implements PipeTransform<FastifyRequest, InputOf<Operation>> {
  constructor(private readonly operation: Operation) {}

  transform(request: FastifyRequest): InputOf<Operation> {
    const { params, query, headers, body } = this.operation;
    return {
      params: parsed(params.safeParse(request.params), (issues) => invalidParameters('path', issues, request.params)),
      query: parsed(query.safeParse(request.query), (issues) => invalidParameters('query', issues, request.query)),
      headers: parsed(headers.safeParse(request.headers), (issues) => invalidParameters('header', issues, request.headers)),
      body: parsed(body.safeParse(request.body), (issues) => invalidBody(issues, request.body)),
    };
  }
}

type Issues = Parameters<typeof invalidBody>[0];

function parsed<T>(result: z.ZodSafeParseResult<T>, refuse: (issues: Issues) => Error): T {
  if (result.success) return result.data;
  throw refuse(result.error.issues);
}
