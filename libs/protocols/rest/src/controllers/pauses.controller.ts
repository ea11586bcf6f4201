import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { showPause } from '../json/show-pause.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listPauses, pauseQueue, resumeQueue } = operations;

@Controller()
export class PausesController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listPauses)
  async list(
    @Caller() session: Session,
    @Input(listPauses) { query }: InputOf<typeof listPauses>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { vhost } = query;
    const pauses = await this.broker.topology.listPauses(session, vhost);
    const shown = pauses.map((pause) => ({ vhost, queue: pause.queue, ...showPause(pause) }));
    return linkNext(
      request,
      reply,
      pageOf(shown, ({ queue, kind }) => JSON.stringify([queue, kind]), query),
    );
  }

  @Route(pauseQueue)
  async pause(@Caller() session: Session, @Input(pauseQueue) { params, query, body }: InputOf<typeof pauseQueue>) {
    const { vhost } = query;
    const { queue, kind } = params;
    const until = body.until === null ? null : Date.parse(body.until);
    const pause = await this.broker.topology.pauseQueue(session, vhost, queue, { kind, reason: body.reason, until });
    return { vhost, queue, ...showPause(pause) };
  }

  @Route(resumeQueue)
  async resume(@Caller() session: Session, @Input(resumeQueue) { params, query }: InputOf<typeof resumeQueue>) {
    await this.broker.topology.resumeQueue(session, query.vhost, params.queue, params.kind);
  }
}
