import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, jsonToTable, type Broker, type Queue, type Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { showQueue } from '../json/show-topology.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listQueues, getQueue, declareQueue, deleteQueue } = operations;

@Controller()
export class QueuesController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listQueues)
  async list(
    @Caller() session: Session,
    @Input(listQueues) { query }: InputOf<typeof listQueues>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const queues = await this.broker.topology.listQueues(session, query.vhost);
    const { items, nextCursor } = pageOf(queues, ({ name }) => name, query);
    return linkNext(request, reply, { items: items.map((queue) => this.show(queue)), nextCursor });
  }

  @Route(getQueue)
  async get(@Caller() session: Session, @Input(getQueue) { params, query }: InputOf<typeof getQueue>) {
    return this.show(await this.broker.topology.getQueue(session, query.vhost, params.queue));
  }

  @Route(declareQueue)
  async declare(
    @Caller() session: Session,
    @Input(declareQueue) { params, query, body }: InputOf<typeof declareQueue>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { created, queue } = await this.broker.topology.declareQueue(session, {
      // An exclusive queue belongs to a connection, and a request is none.
      ...{ ...body, vhost: query.vhost, name: params.queue, exclusive: false },
      arguments: jsonToTable(body.arguments),
    });
    if (created) void reply.status(201);
    return this.show(queue);
  }

  private show(queue: Queue) {
    return showQueue(queue, this.broker.topology.pausesOf(queue));
  }

  @Route(deleteQueue)
  async delete(@Caller() session: Session, @Input(deleteQueue) { params, query }: InputOf<typeof deleteQueue>) {
    const { vhost, ...options } = query;
    const messageCount = await this.broker.topology.deleteQueue(session, vhost, params.queue, options);
    if (messageCount === null) throw new BrokerError('queue_not_found', `no queue '${params.queue}' in vhost '${vhost}'`);
    return { messageCount };
  }
}
