import { readFileSync } from 'node:fs';

/** A prepared statement: its name is the file's, on every connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

function statement(name: string): Statement {
  return { name, text: readFileSync(new URL(`../src/statements/${name}.sql`, import.meta.url), 'utf8') };
}

/** All that is ever said to the database on the path of a message, and of who is connected. */
export const statements = {
  ackMessages: statement('ack_messages'),
  addConnection: statement('add_connection'),
  addConsumer: statement('add_consumer'),
  advanceSegment: statement('advance_segment'),
  claimMessages: statement('claim_messages'),
  consumersOfConnections: statement('consumers_of_connections'),
  countConnections: statement('count_connections'),
  countConsumers: statement('count_consumers'),
  countMessages: statement('count_messages'),
  createSegment: statement('create_segment'),
  dropSegment: statement('drop_segment'),
  expireMessages: statement('expire_messages'),
  extendLease: statement('extend_lease'),
  fillIdempotencyKey: statement('fill_idempotency_key'),
  findFlush: statement('find_flush'),
  findSmallRuns: statement('find_small_runs'),
  findUnusedQueues: statement('find_unused_queues'),
  finishRuns: statement('finish_runs'),
  forgetHistory: statement('forget_history'),
  forgetPresence: statement('forget_presence'),
  forgetQueue: statement('forget_queue'),
  freeSegment: statement('free_segment'),
  identifyCluster: statement('identify_cluster'),
  insertMessages: statement('insert_messages'),
  listAttempts: statement('list_attempts'),
  listConnections: statement('list_connections'),
  listAllConsumers: statement('list_all_consumers'),
  listConsumers: statement('list_consumers'),
  listOwnPresence: statement('list_own_presence'),
  listSegments: statement('list_segments'),
  lockLimits: statement('lock_limits'),
  lockQueues: statement('lock_queues'),
  lockQueuesOfConsumers: statement('lock_queues_of_consumers'),
  measureReady: statement('measure_ready'),
  mergeRuns: statement('merge_runs'),
  nextDue: statement('next_due'),
  nextExpiry: statement('next_expiry'),
  notify: statement('notify'),
  observeReplication: statement('observe_replication'),
  openLease: statement('open_lease'),
  orphanedConnections: statement('orphaned_connections'),
  orphanedQueues: statement('orphaned_queues'),
  peekRuns: statement('peek_runs'),
  probeNode: statement('probe_node'),
  promoteConsumers: statement('promote_consumers'),
  purgeQueue: statement('purge_queue'),
  readIdempotencyKey: statement('read_idempotency_key'),
  readLeased: statement('read_leased'),
  readMessages: statement('read_messages'),
  reclaimMessages: statement('reclaim_messages'),
  recordAttempts: statement('record_attempts'),
  releaseDueMessages: statement('release_due_messages'),
  releaseLeases: statement('release_leases'),
  releaseUnknown: statement('release_unknown'),
  removeConnections: statement('remove_connections'),
  removeConsumers: statement('remove_consumers'),
  renewLease: statement('renew_lease'),
  requestClose: statement('request_close'),
  returnMessages: statement('return_messages'),
  settleMessages: statement('settle_messages'),
  sweepStragglers: statement('sweep_stragglers'),
  touchQueue: statement('touch_queue'),
  useIdempotencyKey: statement('use_idempotency_key'),
} as const;
