import { operations, type InputOf } from '@howdah/contracts';
import type { Broker } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { BASE_PATH, BROKER } from '../injected.js';
import { instant } from '../json/instant.js';
import { isLoopback } from '../login/loopback.js';
import { sessionCookieOf, sessionTokenOf, voidCookieOf } from '../login/session-cookie.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { openSession, closeSession } = operations;

@Controller()
export class SessionsController {
  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(BASE_PATH) private readonly path: string,
  ) {}

  @Route(openSession)
  async open(
    @Input(openSession) { body }: InputOf<typeof openSession>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { token, session, expiresAt } = await this.broker.access.openBrowserSession({
      ...body,
      loopback: isLoopback(request),
    });
    void reply.header('set-cookie', sessionCookieOf(request, this.path, token));
    return { user: session.user, role: session.role, expiresAt: instant(expiresAt) };
  }

  @Route(closeSession)
  async close(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<void> {
    await this.broker.access.closeBrowserSession(sessionTokenOf(request) ?? '');
    void reply.header('set-cookie', voidCookieOf(this.path));
  }
}
