import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, NamedAttempt, NamedErrorGroup, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, readCursor, readPairCursor, writeCursor } from '../http/page.js';
import { BROKER } from '../injected.js';
import { instant } from '../json/instant.js';
import { showAttempt, showPeeked } from '../json/show-message.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { listErrorGroups, getErrorGroup, listGroupAttempts, listGroupDeadLetters } = operations;

@Controller()
export class ErrorGroupsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(listErrorGroups)
  async list(
    @Caller() session: Session,
    @Input(listErrorGroups) { query }: InputOf<typeof listErrorGroups>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { vhost, queue = null, since, onlyDeaths, limit, cursor } = query;
    const [lastAt, fingerprint] = cursor === undefined ? [] : readPairCursor(cursor);
    const groups = await this.broker.failures.listGroups(session, vhost, {
      ...{ queue, onlyDeaths, limit, since: since === undefined ? 0 : Date.parse(since) },
      after: lastAt === undefined || fingerprint === undefined ? null : { lastAt, fingerprint },
    });
    const last = groups.at(-1);
    const nextCursor = groups.length < limit || last === undefined ? null : writeCursor(`${last.lastAt} ${last.fingerprint}`);
    return linkNext(request, reply, { items: groups.map(showGroup), nextCursor });
  }

  @Route(getErrorGroup)
  async get(@Caller() session: Session, @Input(getErrorGroup) { params }: InputOf<typeof getErrorGroup>) {
    return showGroup(await this.broker.failures.getGroup(session, Number(params.group)));
  }

  @Route(listGroupAttempts)
  async attempts(
    @Caller() session: Session,
    @Input(listGroupAttempts) { params, query: { limit, cursor } }: InputOf<typeof listGroupAttempts>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const before = cursor === undefined ? Number.MAX_SAFE_INTEGER : Number(readCursor(cursor));
    const attempts = await this.broker.failures.listGroupAttempts(session, Number(params.group), { limit, before });
    const last = attempts.at(-1);
    const nextCursor = attempts.length < limit || last === undefined ? null : writeCursor(last.position);
    return linkNext(request, reply, { items: attempts.map(showGroupAttempt), nextCursor });
  }

  @Route(listGroupDeadLetters)
  async deadLetters(
    @Caller() session: Session,
    @Input(listGroupDeadLetters) { params, query }: InputOf<typeof listGroupDeadLetters>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { limit, cursor } = query;
    const after = cursor === undefined ? 0 : Number(readCursor(cursor));
    const found = await this.broker.failures.peekDeadLetters(session, Number(params.group), { limit, after });
    const items = found.messages.map(({ queue, queueId: _, ...peeked }) => ({
      ...{ vhost: queue.vhost, queue: queue.name },
      ...showPeeked(peeked, query),
    }));
    const nextCursor = found.next === null ? null : writeCursor(found.next);
    return linkNext(request, reply, { items, scanned: found.scanned, nextCursor });
  }
}

function showGroup({ fingerprint, queue, firstAt, lastAt, hours, ...group }: NamedErrorGroup) {
  const { errorName, message, frame, attempts, deaths, deadLetterQueues } = group;
  return {
    ...{ id: String(fingerprint), vhost: queue.vhost, queue: queue.name, errorName, message, frame },
    ...{ firstAt: instant(firstAt), lastAt: instant(lastAt), attempts, deaths, deadLetterQueues: [...deadLetterQueues] },
    hours: hours.map(({ at, ...counts }) => ({ at: instant(at), ...counts })),
  };
}

function showGroupAttempt({ queue, ...attempt }: NamedAttempt) {
  return { message: String(attempt.messageId), vhost: queue.vhost, queue: queue.name, ...showAttempt(attempt) };
}
