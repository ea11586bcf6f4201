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

const { listPermissions, putPermission, deletePermission } = operations;

@Controller()
export class PermissionsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listPermissions)
  async list(
    @Caller() session: Session,
    @Input(listPermissions) { query }: InputOf<typeof listPermissions>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { limit: _, cursor: __, ...filter } = query;
    const permissions = await this.broker.access.listPermissions(session, filter);
    const page = pageOf(permissions, ({ user, vhost }) => JSON.stringify([user, vhost]), query);
    return linkNext(request, reply, page);
  }

  @Route(putPermission)
  async put(@Caller() session: Session, @Input(putPermission) { params, query, body }: InputOf<typeof putPermission>) {
    const permission = { user: params.user, vhost: query.vhost, ...body };
    await this.broker.access.putPermission(session, permission);
    return permission;
  }

  @Route(deletePermission)
  async delete(@Caller() session: Session, @Input(deletePermission) { params, query }: InputOf<typeof deletePermission>) {
    const permission = { user: params.user, vhost: query.vhost };
    const known = await this.broker.access.listPermissions(session, permission);
    await this.broker.access.deletePermission(session, permission.user, permission.vhost);
    if (known.length === 0) throw notFound(permission);
  }
}

function notFound({ user, vhost }: { user: string; vhost: string }): HttpProblem {
  return new HttpProblem('permission_not_found', `user '${user}' has no permissions in vhost '${vhost}'`);
}
