import type { Session } from '../access/session.js';
import type { MessageVerbs, Publication, PublishOptions, PublishOutcome, PublishReceipt, PublishResult } from '../broker-api.js';
import { BrokerError, toBrokerError } from '../errors.js';
import type { Durability, TransactionResult } from '../ports/message-store.js';
import { OrderedPublisher, type PublishContext } from './publisher.js';
import type { PublishRequest } from './publish-request.js';

type PublishVerbs = Pick<MessageVerbs, 'publish' | 'openPublisher'>;

export function createPublishVerbs(context: PublishContext): PublishVerbs {
  let lastLane = 0;
  const openPublisher = (session: Session, vhost: string) => new OrderedPublisher(context, session, vhost, ++lastLane);
  return {
    openPublisher,
    async publish(session, publications, options = {}) {
      context.progress.require();
      const publisherOf = rememberEach((vhost) => openPublisher(session, vhost));
      return options.atomic === true || options.idempotencyKey !== undefined
        ? publishAtOnce(context, session, publications, options, publisherOf)
        : publishEach(publications, publisherOf);
    },
  };
}

type PublisherOf = (vhost: string) => OrderedPublisher;

function rememberEach(open: PublisherOf): PublisherOf {
  const opened = new Map<string, OrderedPublisher>();
  return (vhost) => {
    const publisher = opened.get(vhost) ?? open(vhost);
    opened.set(vhost, publisher);
    return publisher;
  };
}

// ── each for itself ─────────────────────────────────────────────────────────────────────────────────────────────────

async function publishEach(publications: readonly Publication[], publisherOf: PublisherOf): Promise<PublishOutcome> {
  const results = publications.map((publication) => publishOne(publisherOf(publication.vhost), publication));
  return { results: await Promise.all(results), replayed: false };
}

function publishOne(
  publisher: OrderedPublisher,
  publication: Publication,
): Promise<PublishResult | { readonly error: BrokerError }> {
  return new Promise((resolve) => {
    void publisher.publish(publication, {
      stored: (id, _count, queues, durability) => resolve({ id, queues, durability: durability ?? null }),
      failed: (error) => resolve({ error }),
    });
  });
}

// ── all or nothing ──────────────────────────────────────────────────────────────────────────────────────────────────

/** What the first use of an idempotency key was answered, without the ids: those the store keeps. */
type KeptResponse = readonly { readonly queues: readonly string[]; readonly isTransient: boolean }[];

const silent: PublishReceipt = { stored: () => undefined, failed: () => undefined };

async function publishAtOnce(
  context: PublishContext,
  session: Session,
  publications: readonly Publication[],
  { idempotencyKey }: PublishOptions,
  publisherOf: PublisherOf,
): Promise<PublishOutcome> {
  await knowExchanges(context, publications);
  const requests = prepareAll(publications, publisherOf);
  const response: KeptResponse = requests.map((request) => ({
    queues: request?.plan.queueNames ?? [],
    isTransient: request?.durable === false,
  }));
  const inserts = requests.filter((request) => request !== null);
  if (inserts.length === 0 && idempotencyKey === undefined) return outcomeOf(response, { seqs: [], isReplicated: false }, false);
  try {
    const result = await context.store.transact({
      lane: inserts[0]?.lane ?? 0,
      inserts,
      settlements: [],
      idempotencyKey: idempotencyKey === undefined ? null : { scope: `publish:${session.user}`, ...idempotencyKey },
      response,
    });
    return conclude(result, inserts, response, idempotencyKey?.digest);
  } catch (thrown) {
    const error = toBrokerError(thrown);
    for (const request of inserts) request.settled(error, 0);
    throw error;
  }
}

/** The first refusal refuses all. */
function prepareAll(publications: readonly Publication[], publisherOf: PublisherOf): (PublishRequest | null)[] {
  const requests: (PublishRequest | null)[] = [];
  try {
    for (const publication of publications) requests.push(publisherOf(publication.vhost).prepare(publication, silent));
    return requests;
  } catch (thrown) {
    for (const request of requests) request?.withdraw();
    const item = requests.length;
    const { code, message, remedy, details } = toBrokerError(thrown);
    throw new BrokerError(code, message, {
      cause: thrown,
      details: { ...details, item },
      ...(remedy === undefined ? {} : { remedy }),
    });
  }
}

function conclude(
  result: TransactionResult,
  inserts: readonly PublishRequest[],
  response: KeptResponse,
  digest: Buffer | undefined,
): PublishOutcome {
  const { replayed, seqs } = result;
  if (replayed === null) {
    inserts.forEach((request, index) => request.settled(null, seqs[index] ?? 0));
    return outcomeOf(response, result, false);
  }
  for (const request of inserts) request.withdraw();
  if (digest === undefined || !replayed.digest.equals(digest)) throw keyReused();
  return outcomeOf(replayed.response as KeptResponse, result, true);
}

/** An item without queues was not stored and has no seq. */
function outcomeOf(
  response: KeptResponse,
  { seqs, isReplicated = false }: Pick<TransactionResult, 'seqs' | 'isReplicated'>,
  replayed: boolean,
): PublishOutcome {
  const reached: Durability = isReplicated ? 'replicated' : 'local';
  let stored = 0;
  const results = response.map(({ queues, isTransient }): PublishResult => {
    if (queues.length === 0) return { id: null, queues, durability: null };
    return { id: seqs[stored++] ?? null, queues, durability: isTransient ? 'transient' : reached };
  });
  return { results, replayed };
}

async function knowExchanges({ plans }: PublishContext, publications: readonly Publication[]): Promise<void> {
  const isUnknown = ({ vhost, exchange }: Publication) => plans.ofExchange(vhost, exchange) === null;
  if (publications.some(isUnknown)) await plans.refresh();
}

function keyReused(): BrokerError {
  return new BrokerError('idempotency_key_reused', 'the idempotency key was used before for another request', {
    remedy: 'Use a new key for a new request; repeat a request byte for byte.',
  });
}
