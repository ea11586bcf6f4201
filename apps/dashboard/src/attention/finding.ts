import type { Schemas } from '../api/client.js';

export type Finding = Schemas['Finding'];
export type FindingCode = Finding['code'];

/** What is at risk, stands still or fails is critical; what is slow or odd is a warning. */
export function isCritical({ harm }: Finding): boolean {
  return harm !== 'slow' && harm !== 'odd';
}

/** The figures that the sentence of a finding is told with: its count, and since when the oldest waits. */
export function evidenceOf({ code, evidence }: Finding): { readonly count: number; readonly oldestAt: string | null } {
  const { ready = 0, unacked = 0, deaths = 0, attempts = 0, unroutable = 0, refused = 0, oldestAt = null } = evidence;
  const counts: Record<FindingCode, number> = {
    messages_discarded: deaths,
    queue_full: ready,
    no_consumers: ready,
    stuck: unacked,
    refused_publications: refused,
    dead_letters: deaths,
    retry_storm: attempts,
    old_messages: ready,
    unroutable,
  };
  return { count: counts[code], oldestAt };
}
