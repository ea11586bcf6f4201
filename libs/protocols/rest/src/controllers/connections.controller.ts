import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../errors/http-problem.js';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { showConnection, showConsumer } from '../json/show-presence.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listConnections, getConnection, closeConnection, listConsumers } = operations;

@Controller()
export class ConnectionsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listConnections)
  async list(
    @Caller() session: Session,
    @Input(listConnections) { query }: InputOf<typeof listConnections>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const all = await this.broker.connections.list(session);
    const wanted = all.filter(({ user, vhost }) => (query.user ?? user) === user && (query.vhost ?? vhost) === vhost);
    const page = pageOf(wanted.map(showConnection), ({ id }) => id, query);
    return linkNext(request, reply, page);
  }

  @Route(getConnection)
  async get(@Caller() session: Session, @Input(getConnection) { params }: InputOf<typeof getConnection>) {
    const all = await this.broker.connections.list(session);
    const found = all.find(({ id }) => String(id) === params.connection);
    if (found === undefined) throw notFound(params.connection);
    return showConnection(found);
  }

  @Route(closeConnection)
  async close(@Caller() session: Session, @Input(closeConnection) { params, headers }: InputOf<typeof closeConnection>) {
    const { connections } = this.broker;
    if (!(await connections.requestClose(session, Number(params.connection), headers['x-reason'])))
      throw notFound(params.connection);
  }

  @Route(listConsumers)
  async consumers(
    @Caller() session: Session,
    @Input(listConsumers) { query }: InputOf<typeof listConsumers>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const all = await this.broker.connections.listConsumers(session, query.vhost, query.queue);
    const wanted = all.filter(({ connection }) => (query.connection ?? String(connection)) === String(connection));
    const page = pageOf(wanted.map(showConsumer), ({ id }) => id, query);
    return linkNext(request, reply, page);
  }
}

function notFound(id: string): HttpProblem {
  return new HttpProblem('connection_not_found', `there is no connection '${id}'`, {
    remedy: 'List the connections; it may have been closed, or be in a virtual host that you may not see.',
  });
}
