import { setFlagsFromString } from 'node:v8';

/** V8 passes over a flag that it does not know. */
export const heapFlag = '--heap-growing-percent';

/**
 * Lets what is alive grow to four times of it between full garbage collections, which is the most that V8 itself allows a process. Its own limit
 * follows how busy the process was at the last one: after a quiet moment it is a few megabytes, the buffers of all that is read and written
 * included. Full collections then go on for as long as the load does and take half of a broker's CPU: docs/adr/0071-heap.md.
 */
export function letHeapGrow(): void {
  setFlagsFromString(`${heapFlag}=300`);
}
