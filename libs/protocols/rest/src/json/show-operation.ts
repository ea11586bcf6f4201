import type { DryRun, JudgedMessage, Operation, ReportItem } from '@howdah/core';
import { instant, instantOrNull } from './instant.js';
import { showMessage } from './show-message.js';
import { exchangeName } from './show-topology.js';
import { showFilter } from './message-filter.js';

export function showOperation(operation: Operation) {
  const { id, cursor: _, queueId: __, filter, exchange, edit, cutoff, createdAt, endedAt, skipped, ...rest } = operation;
  return {
    ...rest,
    id: String(id),
    filter: showFilter(filter),
    exchange: exchange === null ? null : exchangeName(exchange),
    // The body may be more than its reader may see.
    edited:
      edit === null ? null : { body: edit.body !== null, headers: [...Object.keys(edit.setHeaders), ...edit.removeHeaders] },
    cutoff: String(cutoff),
    skipped: { ...skipped },
    left: leftOf(operation),
    createdAt: instant(createdAt),
    endedAt: instantOrNull(endedAt),
  };
}

/** More may have come back into the scope than were counted. */
function leftOf({ total, moved, skipped }: Operation): number | null {
  if (total === null) return null;
  return Math.max(0, total - moved - Object.values(skipped).reduce((sum, count) => sum + count, 0));
}

export function showDryRun({ cutoff, totals, items, samples, reads, isComplete }: DryRun) {
  return {
    cutoff: String(cutoff),
    totals: { ...totals },
    items: items.map(showJudged),
    samples: samples.map(({ before: { seq, message }, after, ...judged }) => ({
      ...showJudged(judged),
      before: showMessage(message.id ?? seq, message),
      after: after === null ? null : showMessage(judged.messageId, after),
    })),
    reads,
    isComplete,
  };
}

function showJudged({ messageId, verdict, detail, target }: JudgedMessage) {
  return { messageId: String(messageId), verdict, detail, target };
}

export function showReportItem({ messageId, outcome, reason, detail, at }: ReportItem) {
  return { messageId: String(messageId), outcome, reason, detail, at: instant(at) };
}
