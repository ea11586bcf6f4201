/**
 * drained           nothing is ready: a new message may be born leased and is handed over from memory
 * behind            ready messages may wait: claims as soon as there is credit
 * lingering         there is a little credit: waits a moment for more, so that a claim is worth its round trip
 * claiming          a claim is under way
 * backing-off       a claim failed, or found nothing although others are at the queue: waits before the next
 * awaiting-commits  nothing is ready but what this broker is just committing, which a claim may see too early or too late;
 *                   new messages are born leased and held
 * catching-up       the claim for those is under way; new messages are born leased and held, and delivered after it
 * closed            the last consumer is gone
 */
export type PumpState =
  'drained' | 'behind' | 'lingering' | 'claiming' | 'backing-off' | 'awaiting-commits' | 'catching-up' | 'closed';
