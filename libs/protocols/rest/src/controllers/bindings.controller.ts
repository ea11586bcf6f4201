import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, jsonToTable, type Binding, type Broker, type Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { exchangeOfPath, showBinding } from '../json/show-topology.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listBindings, getBinding, bind, unbind } = operations;

@Controller()
export class BindingsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listBindings)
  async list(
    @Caller() session: Session,
    @Input(listBindings) { query }: InputOf<typeof listBindings>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const bindings = await this.broker.topology.listBindings(session, query.vhost);
    const page = pageOf(bindings.filter(isAskedFor(query)), ({ id }) => id, query);
    return linkNext(request, reply, { ...page, items: page.items.map(showBinding) });
  }

  @Route(getBinding)
  async get(@Caller() session: Session, @Input(getBinding) { params, query }: InputOf<typeof getBinding>) {
    return showBinding(await this.find(session, query.vhost, params.binding));
  }

  @Route(bind)
  async bind(
    @Caller() session: Session,
    @Input(bind) { query, body }: InputOf<typeof bind>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { created, binding } = await this.broker.topology.bind(session, {
      ...{ ...body, vhost: query.vhost, source: exchangeOfPath(body.source) },
      arguments: jsonToTable(body.arguments),
    });
    if (created) void reply.status(201).header('location', `/v1/bindings/${binding.id}?vhost=${encodeURIComponent(query.vhost)}`);
    return showBinding(binding);
  }

  @Route(unbind)
  async unbind(@Caller() session: Session, @Input(unbind) { params, query }: InputOf<typeof unbind>) {
    const { id: _, ...binding } = await this.find(session, query.vhost, params.binding);
    await this.broker.topology.unbind(session, binding);
  }

  private async find(session: Session, vhost: string, wanted: string): Promise<Binding> {
    const bindings = await this.broker.topology.listBindings(session, vhost);
    const binding = bindings.find(({ id }) => String(id) === wanted);
    if (binding === undefined) throw new BrokerError('binding_not_found', `no binding ${wanted} in vhost '${vhost}'`);
    return binding;
  }
}

type Filter = Pick<InputOf<typeof listBindings>['query'], 'source' | 'destination' | 'destinationKind'>;

function isAskedFor({ source, destination, destinationKind }: Filter) {
  return (binding: Binding): boolean =>
    (source ?? binding.source) === binding.source &&
    (destination ?? binding.destination) === binding.destination &&
    (destinationKind ?? binding.destinationKind) === binding.destinationKind;
}
