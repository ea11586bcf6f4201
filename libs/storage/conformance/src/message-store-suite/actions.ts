import type * as core from '@howdah/core';

/** One leased message with all that settling it needs. */
export interface Delivery extends core.DeliveryRef {
  readonly run: core.LeasedRun;
  readonly message: core.Message;
  /** The body as text. */
  readonly body: string;
}

/** Publishes in the order given; resolves with the seqs once all are confirmed. */
export function publish(store: core.MessageStore, inserts: readonly core.Insert[], lane = 0): Promise<core.Seq[]> {
  return Promise.all(
    inserts.map(
      (insert) =>
        new Promise<core.Seq>((resolve, reject) =>
          store.insertMessage({
            ...insert,
            lane,
            isLimited: isLimited(insert),
            settled: (error, seq) => (error ? reject(error) : resolve(seq)),
          }),
        ),
    ),
  );
}

export function isLimited({ placements }: core.Insert): boolean {
  return placements.some(({ limit }) => limit !== null);
}

/** Commits together on lane 0 unless told otherwise. */
export function transact(store: core.MessageStore, part: Partial<core.Transaction>): Promise<core.TransactionResult> {
  return store.transact({ lane: 0, inserts: [], settlements: [], idempotencyKey: null, response: null, ...part });
}

export const plenty: core.ClaimOptions = { count: 10_000, bytes: 1 << 30 };

/** Everything that one claim gives. */
export async function claim(
  store: core.MessageStore,
  queueId: core.QueueId,
  options: Partial<core.ClaimOptions> = {},
): Promise<Delivery[]> {
  const { runs } = await store.claimMessages(queueId, { ...plenty, ...options });
  return deliveriesOf(runs);
}

/** Exactly one message. */
export async function claimOne(store: core.MessageStore, queueId: core.QueueId): Promise<Delivery> {
  const [delivery] = await claim(store, queueId, { count: 1 });
  if (delivery === undefined) throw new Error(`queue ${queueId} has nothing to claim`);
  return delivery;
}

export function deliveriesOf(runs: readonly core.LeasedRun[]): Delivery[] {
  return runs.flatMap((run) =>
    run.messages.map(({ seq, message }) => ({ lease: run, seq, run, message, body: message.body.toString() })),
  );
}

/** Acknowledges and waits for the commit. */
export async function ack(store: core.MessageStore, deliveries: readonly core.DeliveryRef[]): Promise<void> {
  for (const { lease, seq } of deliveries) store.ackMessage({ lease, seq });
  await store.flush();
}

export function bodiesOf(messages: readonly { readonly message: core.Message }[]): string[] {
  return messages.map(({ message }) => message.body.toString());
}

export async function peekBodies(store: core.MessageStore, queueId: core.QueueId, state?: core.MessageState): Promise<string[]> {
  return bodiesOf(await store.peekMessages(queueId, { limit: 10_000, after: 0, ...(state && { state }) }));
}

export async function countsOf(store: core.MessageStore, queueId: core.QueueId): Promise<core.QueueCounts> {
  const [counts] = await store.countMessages([queueId]);
  if (counts === undefined) throw new Error(`no counts for queue ${queueId}`);
  return counts;
}
