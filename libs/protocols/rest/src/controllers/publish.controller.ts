import { operations, type InputOf } from '@howdah/contracts';
import { BrokerError, type Broker, type Publication, type PublishOptions, type PublishOutcome, type Session } from '@howdah/core';
import { Controller, Inject, Req, Res } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { HttpProblem } from '../errors/http-problem.js';
import { problemDocument } from '../errors/problem-document.js';
import { BROKER } from '../injected.js';
import { elementsOf, memberOf } from '../json/json-text.js';
import { readPublication } from '../json/read-publication.js';
import { exchangeOfPath } from '../json/show-topology.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';
import { digestOf } from './publish-digest.js';

const { publishToExchange, publishToQueue } = operations;

type Item = PublishOutcome['results'][number];

/** What a request says besides where to publish. */
interface Publishing {
  readonly publications: readonly Publication[];
  readonly options: PublishOptions;
  /** Asked for a list, so a list is answered. */
  readonly isBatch: boolean;
}

@Controller()
export class PublishController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(publishToExchange)
  async toExchange(
    @Caller() session: Session,
    @Input(publishToExchange) input: InputOf<typeof publishToExchange>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const target = { vhost: input.query.vhost, exchange: exchangeOfPath(input.params.exchange) };
    const publishing = read(input, request.bodyText ?? '', (routingKey = '') => ({ ...target, routingKey }));
    const outcome = await this.broker.messages.publish(session, publishing.publications, publishing.options);
    return answer(outcome, publishing, request, reply);
  }

  @Route(publishToQueue)
  async toQueue(
    @Caller() session: Session,
    @Input(publishToQueue) input: InputOf<typeof publishToQueue>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const { vhost } = input.query;
    const { queue } = input.params;
    const publishing = read(input, request.bodyText ?? '', (routingKey) => {
      if (routingKey !== undefined) throw keyAndQueue();
      return { vhost, exchange: '', routingKey: queue };
    });
    const outcome = await this.broker.messages.publish(session, publishing.publications, publishing.options);
    const results = outcome.results.map((item) => ('id' in item && item.id === null ? { error: noQueue(queue, vhost) } : item));
    return answer({ ...outcome, results }, publishing, request, reply);
  }
}

type PublishInput = Pick<InputOf<typeof publishToExchange>, 'headers' | 'body'>;
type Target = Pick<Publication, 'vhost' | 'exchange' | 'routingKey'>;

function read({ headers, body }: PublishInput, text: string, targetOf: (routingKey: string | undefined) => Target): Publishing {
  const isBatch = 'messages' in body;
  const items = isBatch ? body.messages : [body];
  const texts = isBatch ? elementsOf(memberOf(text, 'messages') ?? '[]') : [text];
  const publications = items.map((item, index) =>
    readItem(isBatch, index, () => readPublication(item, texts[index] ?? '{}', targetOf(item.routingKey))),
  );
  const key = headers['idempotency-key'];
  const atomic = isBatch && body.atomic === true;
  return {
    isBatch,
    publications,
    options: { atomic, ...(key === undefined ? {} : { idempotencyKey: { key, digest: digestOf(publications) } }) },
  };
}

/** Says which item of a batch is meant. */
function readItem<T>(isBatch: boolean, item: number, run: () => T): T {
  try {
    return run();
  } catch (thrown) {
    if (!isBatch || !(thrown instanceof BrokerError)) throw thrown;
    const { code, message, remedy, details } = thrown;
    throw new BrokerError(code, message, {
      cause: thrown,
      details: { ...details, item },
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
}

function answer({ results, replayed }: PublishOutcome, { isBatch }: Publishing, request: FastifyRequest, reply: FastifyReply) {
  if (replayed) void reply.header('idempotency-replayed', 'true');
  if (!isBatch) return answerOne(results[0]);
  if (results.some((item) => 'error' in item)) void reply.status(207);
  return { results: results.map((item) => answerItem(item, request)) };
}

function answerOne(item: Item | undefined) {
  if (item === undefined) throw new Error('a publication without a result');
  if ('error' in item) throw item.error;
  return show(item);
}

function answerItem(item: Item, request: FastifyRequest) {
  if (!('error' in item)) return { status: 200 as const, ...show(item) };
  const problem = problemDocument(item.error, request);
  return { status: problem.status, problem };
}

function show({ id, queues, durability }: Exclude<Item, { error: Error }>) {
  return { id: id === null ? null : String(id), queues: [...queues], durability };
}

function noQueue(name: string, vhost: string): BrokerError {
  return new BrokerError('queue_not_found', `no queue '${name}' in vhost '${vhost}'`, { remedy: 'Declare the queue first.' });
}

function keyAndQueue(): HttpProblem {
  return new HttpProblem('invalid_request', 'routingKey has no meaning where the queue is in the path', {
    remedy: 'Leave routingKey out, or publish to an exchange.',
  });
}
