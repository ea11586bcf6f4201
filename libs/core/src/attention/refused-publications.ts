import type { IntakeStore } from '../ports/intake-store.js';
import type { Symptom } from './finding.js';

/** Messages that applications have committed and no queue has: they wait for somebody who mends the cause. */
export async function findRefused(intake: IntakeStore): Promise<Symptom | null> {
  const { count, newest } = await intake.countRefused(null);
  if (newest === null) return null;
  return {
    ...{ harm: 'not_moving', code: 'refused_publications', weight: count },
    evidence: { refused: count, reason: newest.code },
    remedy: 'Look at howdah.refused_publication, mend the cause, then hand them in again: select howdah.retry_refused();',
  };
}
