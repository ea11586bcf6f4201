import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, type Broker, type LiveEvent, type Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { EventStream } from '../http/event-stream.js';
import { BROKER, VERSION } from '../injected.js';
import { instant } from '../json/instant.js';
import { showAttention } from '../json/show-attention.js';
import { showOperation } from '../json/show-operation.js';
import { showOverview, showStatistics } from '../json/show-topology.js';
import { isStillLoggedIn } from '../login/authenticate.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { streamEvents } = operations;

@Controller()
export class EventsController {
  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(VERSION) private readonly version: string,
  ) {}

  @Route(streamEvents)
  async stream(
    @Caller() session: Session,
    @Input(streamEvents) { query, headers }: InputOf<typeof streamEvents>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ) {
    const { topics, vhost = null, queue = null, forMs } = query;
    if (queue !== null && vhost === null)
      throw new BrokerError('invalid_argument', `queue '${queue}' is given without its vhost`, { remedy: 'Give vhost, too.' });
    const stream = new EventStream(reply, forMs);
    const after = headers['last-event-id'] ?? null;
    const end = await this.broker.live.watch(session, { topics, vhost, queue }, after, {
      tell: ({ id, events }) => {
        stream.send(
          id,
          events.map((event) => ({ event: event.topic, data: this.show(event) })),
        );
        void this.endUnlessLoggedIn(request, stream);
      },
      ended: () => stream.end(),
    });
    stream.onEnd(end);
  }

  /** A token that is revoked or has expired opens nothing any more, also no stream that is open already. */
  private async endUnlessLoggedIn(request: FastifyRequest, stream: EventStream): Promise<void> {
    if (!(await isStillLoggedIn(this.broker.access, request))) stream.end();
  }

  private show(event: LiveEvent) {
    switch (event.topic) {
      case 'attention':
        return showAttention(event.report);
      case 'queues':
        return { at: instant(event.at), complete: event.isComplete, queues: event.queues.map(showStatistics) };
      case 'operations':
        return { at: instant(event.at), complete: event.isComplete, operations: event.operations.map(showOperation) };
      case 'overview':
        return { at: instant(event.at), overview: showOverview(this.version, event.overview) };
    }
  }
}
