import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, MessageExport, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { sendNdjson } from '../http/ndjson-stream.js';
import { linkNext, readPairCursor, writeCursor } from '../http/page.js';
import { BROKER } from '../injected.js';
import { readSearch } from '../json/read-search.js';
import { showFound, showSearched, showWhole } from '../json/show-search.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { searchMessages, exportMessages } = operations;

@Controller()
export class SearchController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(searchMessages)
  async search(
    @Caller() session: Session,
    @Input(searchMessages) { query: { cursor, ...query } }: InputOf<typeof searchMessages>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const [seq, queueId] = cursor === undefined ? [] : readPairCursor(cursor);
    const after = seq === undefined || queueId === undefined ? null : { seq, queueId };
    const { messages, searched, next } = await this.broker.search.searchMessages(session, readSearch(query), after);
    const nextCursor = next === null ? null : writeCursor(`${next.seq} ${next.queueId}`);
    return linkNext(request, reply, { items: messages.map(showFound), searched: showSearched(searched), nextCursor });
  }

  @Route(exportMessages)
  async export(
    @Caller() session: Session,
    @Input(exportMessages) { query }: InputOf<typeof exportMessages>,
    @Res() reply: FastifyReply,
  ) {
    sendNdjson(reply, 'messages.ndjson', withEnd(await this.broker.search.exportMessages(session, readSearch(query))));
  }
}

/** A file without its last line was cut off. */
async function* withEnd(found: MessageExport) {
  let messages = 0;
  for await (const page of found.pages) {
    messages += page.length;
    yield page.map((found) => showWhole(found));
  }
  const end = found.searched();
  yield [{ export: { messages, isComplete: end.endedBy === 'end', searched: showSearched(end) } }];
}
