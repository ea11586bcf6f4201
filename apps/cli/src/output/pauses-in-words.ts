import type { operations } from '@howdah/contracts';
import type { ItemOf } from '../api/client.js';
import { formatAge } from './figures.js';

type Pauses = ItemOf<typeof operations.listQueues>['pauses'];

/** 'delivery by ops: mending the mailer (ends in 5m)'; empty when nothing is paused. */
export function pausesInWords({ delivery, publishing }: Pauses): string {
  return [delivery, publishing]
    .flatMap((pause) => {
      if (pause === null) return [];
      const end = pause.until === null ? '' : ` (ends ${formatAge(pause.until)})`;
      return [`${pause.kind} by ${pause.author}: ${pause.reason}${end}`];
    })
    .join('; ');
}
