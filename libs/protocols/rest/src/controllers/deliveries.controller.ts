import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, Received, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { problemDocument } from '../errors/problem-document.js';
import { disconnection } from '../http/disconnection.js';
import { BROKER } from '../injected.js';
import { instant } from '../json/instant.js';
import { showMessage } from '../json/show-message.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { receive, settle, extendLease } = operations;

@Controller()
export class DeliveriesController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(receive)
  async receive(
    @Caller() session: Session,
    @Input(receive) { params, query, body }: InputOf<typeof receive>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const signal = disconnection(reply);
    const received = await this.broker.messages.receive(session, query.vhost, params.queue, { ...body, signal });
    if (signal.aborted && !body.autoAck) await this.giveBack(session, query.vhost, params.queue, received);
    return { messages: received.map(show) };
  }

  /** Nobody is there any more to take them: without this they would wait for the end of their lease. */
  private async giveBack(session: Session, vhost: string, queue: string, received: readonly Received[]): Promise<void> {
    const settlements = received.map(({ token }) => ({ token, outcome: 'release' as const }));
    if (settlements.length > 0) await this.broker.messages.settle(session, vhost, queue, settlements);
  }

  @Route(settle)
  async settle(
    @Caller() session: Session,
    @Input(settle) { params, query, body }: InputOf<typeof settle>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const errors = await this.broker.messages.settle(session, query.vhost, params.queue, body.settlements);
    if (errors.some((error) => error !== null)) void reply.status(207);
    return { results: errors.map((error) => showResult(error, request)) };
  }

  @Route(extendLease)
  async extend(@Caller() session: Session, @Input(extendLease) { params, query, body }: InputOf<typeof extendLease>) {
    const { token, leaseMs } = body;
    return { leasedUntil: instant(await this.broker.messages.extend(session, query.vhost, params.queue, token, leaseMs)) };
  }
}

function show({ token, id, message, attempt, redelivered, leasedUntil }: Received) {
  return { token, attempt, redelivered, leasedUntil: instant(leasedUntil), ...showMessage(id, message) };
}

function showResult(error: Error | null, request: FastifyRequest) {
  if (error === null) return { status: 200 as const };
  const problem = problemDocument(error, request);
  return { status: problem.status, problem };
}
