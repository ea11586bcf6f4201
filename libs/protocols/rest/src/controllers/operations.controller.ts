import { createHash } from 'node:crypto';
import { operations, type InputOf } from '@howdah/contracts';
import type { Broker, OperationRequest, Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { linkNext, readCursor, writeCursor } from '../http/page.js';
import { BROKER } from '../injected.js';
import { readEdit } from '../json/read-edit.js';
import { readFilter } from '../json/message-filter.js';
import { exchangeOfPath } from '../json/show-topology.js';
import { showDryRun, showOperation, showReportItem } from '../json/show-operation.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { redriveMessages, moveMessages, purgeQueue, listOperations, getOperation, changeOperation, listOperationReport } =
  operations;

type Scoped = InputOf<typeof moveMessages>['body'];

@Controller()
export class OperationsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(redriveMessages)
  redrive(
    @Caller() session: Session,
    @Input(redriveMessages) { params, query, headers, body }: InputOf<typeof redriveMessages>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { target, exchange, routingKey, edit, resetAttempts, canary, failureShareMax } = body;
    const edited = edit === null ? null : readEdit(edit, request.bodyText ?? '{}');
    const asked = { kind: 'redrive', vhost: query.vhost, queue: params.queue, target, edit: edited } as const;
    const route = { exchange: exchange === null ? null : exchangeOfPath(exchange), routingKey };
    const more = { ...route, resetAttempts, canary, failureShareMax };
    return this.start(session, { ...asked, ...more }, body, headers['idempotency-key'], reply);
  }

  @Route(moveMessages)
  move(
    @Caller() session: Session,
    @Input(moveMessages) { params, query, headers, body }: InputOf<typeof moveMessages>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const asked = { kind: 'move', vhost: query.vhost, queue: params.queue, target: body.target } as const;
    return this.start(session, asked, body, headers['idempotency-key'], reply);
  }

  @Route(purgeQueue)
  async purge(
    @Caller() session: Session,
    @Input(purgeQueue) { params, query, headers, body }: InputOf<typeof purgeQueue>,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { vhost } = query;
    const { queue } = params;
    if (body === undefined) return { messageCount: await this.broker.topology.purgeQueue(session, vhost, queue) };
    return this.start(session, { kind: 'purge', vhost, queue }, body, headers['idempotency-key'], reply);
  }

  private async start(
    session: Session,
    asked: OperationRequest,
    { filter, cutoff, ratePerSecond, dryRun }: Omit<Scoped, 'target'>,
    key: string | undefined,
    reply: FastifyReply,
  ) {
    const scope = { filter: readFilter(filter), ratePerSecond, ...(cutoff === undefined ? {} : { cutoff: Number(cutoff) }) };
    const request: OperationRequest = { ...asked, ...scope };
    if (dryRun) return showDryRun(await this.broker.operations.check(session, request));
    const idempotency = key === undefined ? undefined : { key, digest: digestOf(request) };
    const { operation, replayed } = await this.broker.operations.create(session, request, idempotency);
    if (replayed) void reply.header('idempotency-replayed', 'true');
    void reply.status(202).header('location', `/v1/operations/${operation.id}`);
    return showOperation(operation);
  }

  @Route(listOperations)
  async list(
    @Caller() session: Session,
    @Input(listOperations) { query }: InputOf<typeof listOperations>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { vhost, limit, cursor } = query;
    const before = cursor === undefined ? null : Number(readCursor(cursor));
    const found = await this.broker.operations.list(session, vhost, { before, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const nextCursor = last === undefined || found.length <= limit ? null : writeCursor(last.id);
    return linkNext(request, reply, { items: items.map(showOperation), nextCursor });
  }

  @Route(getOperation)
  async get(@Caller() session: Session, @Input(getOperation) { params }: InputOf<typeof getOperation>) {
    return showOperation(await this.broker.operations.get(session, Number(params.operation)));
  }

  @Route(changeOperation)
  async change(@Caller() session: Session, @Input(changeOperation) { params, body }: InputOf<typeof changeOperation>) {
    return showOperation(await this.broker.operations.change(session, Number(params.operation), body.state));
  }

  @Route(listOperationReport)
  async report(
    @Caller() session: Session,
    @Input(listOperationReport) { params, query }: InputOf<typeof listOperationReport>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { limit, cursor } = query;
    const after = cursor === undefined ? 0 : Number(readCursor(cursor));
    const found = await this.broker.operations.report(session, Number(params.operation), { after, limit: limit + 1 });
    const items = found.slice(0, limit);
    const last = items.at(-1);
    const nextCursor = last === undefined || found.length <= limit ? null : writeCursor(last.position);
    return linkNext(request, reply, { items: items.map(showReportItem), nextCursor });
  }
}

/** Of what is asked for: requests that differ in white space only are the same. */
function digestOf(request: OperationRequest): Buffer {
  return createHash('sha256').update(JSON.stringify(request)).digest();
}
