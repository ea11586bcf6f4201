import { operations, type InputOf } from '@howdah/contracts';
import type { AuditRecord, Broker, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, readCursor, writeCursor } from '../http/page.js';
import { BROKER } from '../injected.js';
import { instant } from '../json/instant.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listAudit } = operations;

@Controller()
export class AuditController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listAudit)
  async list(
    @Caller() session: Session,
    @Input(listAudit) { query }: InputOf<typeof listAudit>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { cursor, since, until, ...filter } = query;
    const records = await this.broker.audit.list(session, {
      ...filter,
      before: cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(readCursor(cursor)),
      ...(since === undefined ? {} : { since: Date.parse(since) }),
      ...(until === undefined ? {} : { until: Date.parse(until) }),
    });
    const last = records.at(-1);
    const nextCursor = records.length < query.limit || last === undefined ? null : writeCursor(last.id);
    return linkNext(request, reply, { items: records.map(showRecord), nextCursor });
  }
}

function showRecord({ id, at, details, ...record }: AuditRecord) {
  return { ...record, id: String(id), at: instant(at), details: { ...details } };
}
