import type { operations, OutputOf } from '@howdah/contracts';
import { formatAge, formatNumberOf } from './figures.js';

type Reason = OutputOf<typeof operations.explainDelivery>['reasons'][number];

/** Why a message is not delivered now, and what to do where something can be done. */
export function reasonInWords(reason: Reason): string {
  switch (reason.code) {
    case 'paused': {
      const end = reason.until === null ? 'until somebody resumes it' : `it ends ${formatAge(reason.until)}`;
      return `delivery is paused by ${reason.author}: ${reason.reason}; ${end}`;
    }
    case 'scheduled':
      return `it was published with a delay; its time comes ${formatAge(reason.until)}`;
    case 'backoff':
      return `${formatNumberOf(reason.attempts, 'attempt')} failed; the next comes ${formatAge(reason.until)}`;
    case 'leased':
      return `${reason.consumer} has had it for ${formatAge(reason.since)}`;
    case 'received':
      return `it was received over HTTP and not settled; it comes back ${formatAge(reason.until)}`;
    case 'ahead':
      return 'this broker has leased it ahead, for consumers that have no credit yet';
    case 'leased_elsewhere':
      return `a consumer of ${reason.broker} has it`;
    case 'no_consumer':
      return 'nobody consumes from the queue: start a consumer';
    case 'no_active_consumer':
      return `all ${formatNumberOf(reason.consumers, 'consumer')} wait behind the single active one`;
    case 'prefetch_full':
      return `${reason.consumer} holds ${formatNumberOf(reason.unacked, 'message')} and takes no more: it must acknowledge, or have a higher prefetch`;
    case 'consumers_elsewhere':
      return `its ${formatNumberOf(reason.consumers, 'consumer')} are on other brokers, which alone know their credit`;
    case 'next':
      return 'nothing keeps it: those before it come first';
  }
}
