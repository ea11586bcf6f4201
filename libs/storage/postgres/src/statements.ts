import { readFileSync } from 'node:fs';

/** A prepared statement: its name is the file's, on every connection. */
export interface Statement {
  readonly name: string;
  readonly text: string;
}

function statement(name: string): Statement {
  return { name, text: readFileSync(new URL(`../src/statements/${name}.sql`, import.meta.url), 'utf8') };
}

/** All that is ever said to the database on the path of a message. */
export const statements = {
  ackMessages: statement('ack_messages'),
  advanceSegment: statement('advance_segment'),
  claimMessages: statement('claim_messages'),
  countMessages: statement('count_messages'),
  createSegment: statement('create_segment'),
  dropSegment: statement('drop_segment'),
  expireMessages: statement('expire_messages'),
  extendLease: statement('extend_lease'),
  fillIdempotencyKey: statement('fill_idempotency_key'),
  findFlush: statement('find_flush'),
  findSmallRuns: statement('find_small_runs'),
  finishRuns: statement('finish_runs'),
  forgetHistory: statement('forget_history'),
  forgetQueue: statement('forget_queue'),
  freeSegment: statement('free_segment'),
  insertMessages: statement('insert_messages'),
  listAttempts: statement('list_attempts'),
  listSegments: statement('list_segments'),
  mergeRuns: statement('merge_runs'),
  nextDue: statement('next_due'),
  notify: statement('notify'),
  openLease: statement('open_lease'),
  peekRuns: statement('peek_runs'),
  purgeQueue: statement('purge_queue'),
  readIdempotencyKey: statement('read_idempotency_key'),
  readLeased: statement('read_leased'),
  readMessages: statement('read_messages'),
  reclaimMessages: statement('reclaim_messages'),
  recordAttempts: statement('record_attempts'),
  releaseDueMessages: statement('release_due_messages'),
  releaseLeases: statement('release_leases'),
  releaseUnknown: statement('release_unknown'),
  renewLease: statement('renew_lease'),
  returnMessages: statement('return_messages'),
  settleMessages: statement('settle_messages'),
  sweepStragglers: statement('sweep_stragglers'),
  useIdempotencyKey: statement('use_idempotency_key'),
} as const;
