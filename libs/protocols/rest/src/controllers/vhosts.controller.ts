import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, type Broker, type Session, type VirtualHost } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listVhosts, getVhost, createVhost, setVhostLimits, deleteVhost } = operations;

@Controller()
export class VhostsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listVhosts)
  async list(
    @Caller() session: Session,
    @Input(listVhosts) { query }: InputOf<typeof listVhosts>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const vhosts = await this.broker.topology.listVhosts(session);
    const page = pageOf(vhosts.map(show), ({ name }) => name, query);
    return linkNext(request, reply, page);
  }

  @Route(getVhost)
  async get(@Caller() session: Session, @Input(getVhost) { params }: InputOf<typeof getVhost>) {
    const vhosts = await this.broker.topology.listVhosts(session);
    const found = vhosts.find(({ name }) => name === params.vhost);
    if (found === undefined) throw new BrokerError('vhost_not_found', `no vhost '${params.vhost}'`);
    return show(found);
  }

  @Route(createVhost)
  async create(
    @Caller() session: Session,
    @Input(createVhost) { params, body }: InputOf<typeof createVhost>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { created, vhost } = await this.broker.topology.createVhost(session, params.vhost, body.description);
    if (created) void reply.status(201);
    return show(vhost);
  }

  @Route(setVhostLimits)
  async limit(@Caller() session: Session, @Input(setVhostLimits) { params, body }: InputOf<typeof setVhostLimits>) {
    return show(await this.broker.topology.setVhostLimits(session, params.vhost, body));
  }

  @Route(deleteVhost)
  async delete(@Caller() session: Session, @Input(deleteVhost) { params }: InputOf<typeof deleteVhost>) {
    await this.broker.topology.deleteVhost(session, params.vhost);
  }
}

function show({ id: _, ...vhost }: VirtualHost) {
  return vhost;
}
