import type { DeliveryReason } from '@howdah/core';
import { instant } from './instant.js';

export function showReason(reason: DeliveryReason) {
  switch (reason.code) {
    case 'paused':
      return { ...reason, since: instant(reason.since), until: reason.until === null ? null : instant(reason.until) };
    case 'scheduled':
    case 'backoff':
    case 'received':
      return { ...reason, until: instant(reason.until) };
    case 'leased':
      return { ...reason, since: instant(reason.since) };
    default:
      return reason;
  }
}
