import type { Death } from '../message/message.js';

/** Of a death; undefined when none is known. */
export function errorGroupOf(death: Death | undefined): number | undefined {
  return (death as { readonly fingerprint?: number } | undefined)?.fingerprint;
}
