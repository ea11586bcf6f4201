import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf, readCursor } from '../http/page.js';
import { BROKER, VERSION } from '../injected.js';
import { showOverview, showStatistics } from '../json/show-topology.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { getOverview, getQueueStatistics, listQueueStatistics } = operations;

@Controller()
export class StatisticsController {
  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(VERSION) private readonly version: string,
  ) {}

  @Route(getOverview)
  async overview(@Caller() session: Session) {
    return showOverview(this.version, await this.broker.statistics.overview(session));
  }

  @Route(getQueueStatistics)
  async queue(@Caller() session: Session, @Input(getQueueStatistics) { params, query }: InputOf<typeof getQueueStatistics>) {
    return showStatistics(await this.broker.statistics.queue(session, query.vhost, params.queue));
  }

  @Route(listQueueStatistics)
  async queues(
    @Caller() session: Session,
    @Input(listQueueStatistics) { query }: InputOf<typeof listQueueStatistics>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const after = query.cursor === undefined ? null : String(readCursor(query.cursor));
    // One more than the page, to know whether another follows.
    const statistics = await this.broker.statistics.queues(session, query.vhost, { after, limit: query.limit + 1 });
    const page = pageOf(statistics.map(showStatistics), ({ queue }) => queue, query);
    return linkNext(request, reply, page);
  }
}
