import type { AttentionReport, Finding } from '@howdah/core';
import { instant } from './instant.js';

const findingsMax = 100;

export function showAttention({ at, queues, affected, findings }: AttentionReport) {
  return {
    ...{ at: instant(at), queues, affected, findingCount: findings.length },
    findings: findings.slice(0, findingsMax).map(showFinding),
  };
}

function showFinding({ since, evidence, ...finding }: Finding) {
  const { oldestAt, heldSince, errorGroup, ...counts } = evidence;
  return {
    ...{ ...finding, since: instant(since) },
    evidence: {
      ...counts,
      ...(oldestAt === undefined ? {} : { oldestAt: instant(oldestAt) }),
      ...(heldSince === undefined ? {} : { heldSince: instant(heldSince) }),
      ...(errorGroup === undefined ? {} : { errorGroup: String(errorGroup) }),
    },
  };
}
