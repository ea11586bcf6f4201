import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, type Broker, type Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listUsers, getUser, putUser, deleteUser, whoami } = operations;

@Controller()
export class UsersController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listUsers)
  async list(
    @Caller() session: Session,
    @Input(listUsers) { query }: InputOf<typeof listUsers>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const users = await this.broker.access.listUsers(session);
    const page = pageOf(users, ({ name }) => name, query);
    return linkNext(request, reply, page);
  }

  @Route(getUser)
  async get(@Caller() session: Session, @Input(getUser) { params }: InputOf<typeof getUser>) {
    const users = await this.broker.access.listUsers(session);
    const user = users.find(({ name }) => name === params.user);
    if (user === undefined) throw new BrokerError('user_not_found', `user '${params.user}' not found`);
    return user;
  }

  @Route(putUser)
  async put(@Caller() session: Session, @Input(putUser) { params, body }: InputOf<typeof putUser>) {
    const { password, ...settings } = body;
    await this.broker.access.putUser(session, { name: params.user, password, ...settings });
    return { name: params.user, ...settings };
  }

  @Route(deleteUser)
  async delete(@Caller() session: Session, @Input(deleteUser) { params }: InputOf<typeof deleteUser>) {
    await this.broker.access.deleteUser(session, params.user);
  }

  @Route(whoami)
  whoami(@Caller() { user, role }: Session) {
    return { user, role };
  }
}
