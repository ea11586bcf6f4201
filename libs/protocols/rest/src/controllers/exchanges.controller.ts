import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, jsonToTable, type Broker, type Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { exchangeOfPath, showExchange } from '../json/show-topology.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listExchanges, getExchange, declareExchange, deleteExchange } = operations;

@Controller()
export class ExchangesController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listExchanges)
  async list(
    @Caller() session: Session,
    @Input(listExchanges) { query }: InputOf<typeof listExchanges>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const exchanges = await this.broker.topology.listExchanges(session, query.vhost);
    const page = pageOf(exchanges.map(showExchange), ({ name }) => name, query);
    return linkNext(request, reply, page);
  }

  @Route(getExchange)
  async get(@Caller() session: Session, @Input(getExchange) { params, query }: InputOf<typeof getExchange>) {
    const name = exchangeOfPath(params.exchange);
    return showExchange(await this.broker.topology.getExchange(session, query.vhost, name));
  }

  @Route(declareExchange)
  async declare(
    @Caller() session: Session,
    @Input(declareExchange) { params, query, body }: InputOf<typeof declareExchange>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { created, exchange } = await this.broker.topology.declareExchange(session, {
      ...{ ...body, vhost: query.vhost, name: exchangeOfPath(params.exchange) },
      arguments: jsonToTable(body.arguments),
    });
    if (created) void reply.status(201);
    return showExchange(exchange);
  }

  @Route(deleteExchange)
  async delete(@Caller() session: Session, @Input(deleteExchange) { params, query }: InputOf<typeof deleteExchange>) {
    const { vhost, ifUnused } = query;
    const existed = await this.broker.topology.deleteExchange(session, vhost, exchangeOfPath(params.exchange), { ifUnused });
    if (!existed) throw new BrokerError('exchange_not_found', `no exchange '${params.exchange}' in vhost '${vhost}'`);
  }
}
