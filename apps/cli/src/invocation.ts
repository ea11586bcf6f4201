import type { Client } from './api/client.js';
import type { Io } from './io.js';
import type { Out } from './output/out.js';
import type { GlobalOptions } from './settings/global-options.js';
import type { Target } from './settings/target.js';

/** One call of a command: what it was given and what it works with. */
export interface Invocation {
  readonly client: Client;
  readonly out: Out;
  readonly io: Io;
  readonly target: Target;
  /** As a query says it. */
  readonly inVhost: { readonly vhost: string };
  readonly options: GlobalOptions;
}
