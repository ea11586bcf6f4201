import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../errors/http-problem.js';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listTopicPermissions, putTopicPermission, deleteTopicPermission } = operations;

@Controller()
export class TopicPermissionsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listTopicPermissions)
  async list(
    @Caller() session: Session,
    @Input(listTopicPermissions) { query }: InputOf<typeof listTopicPermissions>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { limit: _, cursor: __, ...filter } = query;
    const permissions = await this.broker.access.listTopicPermissions(session, filter);
    const page = pageOf(permissions, ({ user, vhost, exchange }) => JSON.stringify([user, vhost, exchange]), query);
    return linkNext(request, reply, page);
  }

  @Route(putTopicPermission)
  async put(@Caller() session: Session, @Input(putTopicPermission) { params, query, body }: InputOf<typeof putTopicPermission>) {
    const permission = { ...params, vhost: query.vhost, ...body };
    await this.broker.access.putTopicPermission(session, permission);
    return permission;
  }

  @Route(deleteTopicPermission)
  async delete(
    @Caller() session: Session,
    @Input(deleteTopicPermission) { params, query }: InputOf<typeof deleteTopicPermission>,
  ) {
    const { user, exchange } = params;
    const existed = await this.broker.access.deleteTopicPermission(session, user, query.vhost, exchange);
    if (existed) return;
    const text = `user '${user}' has no topic permission for exchange '${exchange}' in vhost '${query.vhost}'`;
    throw new HttpProblem('permission_not_found', text);
  }
}
