import { setFlagsFromString } from 'node:v8';

/** V8 passes over a flag that it does not know. */
export const heapFlag = '--heap-growing-percent';

/**
 * Lets what is alive double between full garbage collections. V8's own limit follows how busy the process was at the last one: after a quiet
 * moment it is a few megabytes, the buffers of all that is read and written included. Full collections then go on for as long as the load does
 * and take half of a broker's CPU: docs/adr/0071-heap.md.
 */
export function letHeapDouble(): void {
  setFlagsFromString(`${heapFlag}=100`);
}
