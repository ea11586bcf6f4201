import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, type Broker, type Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { showPolicy } from '../json/show-topology.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listPolicies, getPolicy, putPolicy, deletePolicy } = operations;

@Controller()
export class PoliciesController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listPolicies)
  async list(
    @Caller() session: Session,
    @Input(listPolicies) { query }: InputOf<typeof listPolicies>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const policies = await this.broker.topology.listPolicies(session, query.vhost);
    const page = pageOf(policies.map(showPolicy), ({ name }) => name, query);
    return linkNext(request, reply, page);
  }

  @Route(getPolicy)
  async get(@Caller() session: Session, @Input(getPolicy) { params, query }: InputOf<typeof getPolicy>) {
    const policies = await this.broker.topology.listPolicies(session, query.vhost);
    const policy = policies.find(({ name }) => name === params.policy);
    if (policy === undefined) throw policyNotFound(params.policy, query.vhost);
    return showPolicy(policy);
  }

  @Route(putPolicy)
  async put(@Caller() session: Session, @Input(putPolicy) { params, query, body }: InputOf<typeof putPolicy>) {
    return showPolicy(await this.broker.topology.putPolicy(session, { ...body, vhost: query.vhost, name: params.policy }));
  }

  @Route(deletePolicy)
  async delete(@Caller() session: Session, @Input(deletePolicy) { params, query }: InputOf<typeof deletePolicy>) {
    const existed = await this.broker.topology.deletePolicy(session, query.vhost, params.policy);
    if (!existed) throw policyNotFound(params.policy, query.vhost);
  }
}

function policyNotFound(name: string, vhost: string): BrokerError {
  return new BrokerError('policy_not_found', `no policy '${name}' in vhost '${vhost}'`);
}
