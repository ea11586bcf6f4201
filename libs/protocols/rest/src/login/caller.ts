import type { Session } from '@howdah/core';
import { createParamDecorator, type ExecutionContext } from '@nestjs/common';
import type { FastifyRequest } from 'fastify';
import './authenticate.js';

/** The session of who is logged in. */
export const Caller = createParamDecorator((_: unknown, context: ExecutionContext): Session => {
  const { caller } = context.switchToHttp().getRequest<FastifyRequest>();
  if (caller === undefined) throw new Error('a public operation has no caller');
  return caller;
});
