import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, PeekedMessage, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, readCursor, writeCursor } from '../http/page.js';
import { BROKER } from '../injected.js';
import { showAttempt, showPeeked } from '../json/show-message.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { peekMessages, getMessage, listAttempts } = operations;

/** So many at a time, and no more once their bodies have so many bytes: a page must fit into memory. */
const peekChunk = 10;
const peekBytes = 8 * 1024 * 1024;

@Controller()
export class MessagesController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(peekMessages)
  async peek(
    @Caller() session: Session,
    @Input(peekMessages) { params, query }: InputOf<typeof peekMessages>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { messages, isLast } = await this.read(session, params.queue, query);
    const last = messages.at(-1);
    const nextCursor = isLast || last === undefined ? null : writeCursor(last.seq);
    return linkNext(request, reply, { items: messages.map((peeked) => showPeeked(peeked, query)), nextCursor });
  }

  private async read(session: Session, queue: string, { vhost, limit, cursor, state }: InputOf<typeof peekMessages>['query']) {
    const messages: PeekedMessage[] = [];
    let after = cursor === undefined ? 0 : Number(readCursor(cursor));
    for (let bytes = 0; ;) {
      const count = Math.min(peekChunk, limit - messages.length);
      const chunk = await this.broker.messages.peek(session, vhost, queue, {
        limit: count,
        after,
        ...(state === undefined ? {} : { state }),
      });
      messages.push(...chunk);
      after = chunk.at(-1)?.seq ?? after;
      bytes += chunk.reduce((sum, { message }) => sum + message.body.length, 0);
      if (chunk.length < count) return { messages, isLast: true };
      if (messages.length === limit || bytes > peekBytes) return { messages, isLast: false };
    }
  }

  @Route(getMessage)
  async get(@Caller() session: Session, @Input(getMessage) { params, query }: InputOf<typeof getMessage>) {
    const peeked = await this.broker.messages.getMessage(session, query.vhost, params.queue, Number(params.message));
    return showPeeked(peeked, query);
  }

  @Route(listAttempts)
  async attempts(@Caller() session: Session, @Input(listAttempts) { params, query }: InputOf<typeof listAttempts>) {
    const attempts = await this.broker.messages.listAttempts(session, query.vhost, params.queue, Number(params.message));
    return { items: attempts.map(showAttempt) };
  }
}
