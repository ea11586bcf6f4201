import { BrokerError } from './errors.js';

export type Phase = 'new' | 'serving' | 'draining' | 'stopped';

/** Where the broker stands between start and stop; whoever accepts work asks first. */
export class Lifecycle {
  phase: Phase = 'new';

  requireServing(): void {
    if (this.phase === 'serving') return;
    const [code, state] =
      this.phase === 'new' ? (['storage_unavailable', 'starting'] as const) : (['draining', 'stopping'] as const);
    throw new BrokerError(code, `the broker is ${state}`, { remedy: 'Connect to another broker or try again shortly.' });
  }
}
