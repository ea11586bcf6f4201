import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, Session, TokenInfo } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, pageOf } from '../http/page.js';
import { BROKER } from '../injected.js';
import { instant, instantOrNull } from '../json/instant.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listTokens, createToken, deleteToken } = operations;

@Controller()
export class TokensController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listTokens)
  async list(
    @Caller() session: Session,
    @Input(listTokens) { query }: InputOf<typeof listTokens>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const tokens = await this.broker.access.listTokens(session);
    const page = pageOf(tokens.map(show), ({ id }) => id, query);
    return linkNext(request, reply, page);
  }

  @Route(createToken)
  async create(@Caller() session: Session, @Input(createToken) { body }: InputOf<typeof createToken>) {
    const { user = session.user, role, description, vhosts } = body;
    const expiresAt = body.expiresAt === null ? null : Date.parse(body.expiresAt);
    const { token, info } = await this.broker.access.createToken(session, { user, role, description, expiresAt, vhosts });
    return { token, ...show(info) };
  }

  @Route(deleteToken)
  async delete(@Caller() session: Session, @Input(deleteToken) { params }: InputOf<typeof deleteToken>) {
    await this.broker.access.deleteToken(session, params.token);
  }
}

function show({ vhosts, createdAt, expiresAt, lastUsedAt, ...info }: TokenInfo) {
  return {
    ...{ ...info, prefix: `hwd_${info.id}`, vhosts: vhosts === null ? null : [...vhosts] },
    ...{ createdAt: instant(createdAt), expiresAt: instantOrNull(expiresAt), lastUsedAt: instantOrNull(lastUsedAt) },
  };
}
