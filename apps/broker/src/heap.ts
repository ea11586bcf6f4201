import { setFlagsFromString } from 'node:v8';

/** Flags of V8 by their names in `node --v8-options`; V8 passes over one that it does not know. */
export const heapFlags: Readonly<Record<string, string>> = {
  /**
   * What is alive may grow to four times of it between full garbage collections, the most that V8 itself allows a process. Its own limit follows
   * how busy the process was at the last one: after a quiet moment it is a few megabytes, the buffers of all that is read and written included.
   */
  'heap-growing-percent': '--heap-growing-percent=300',
  /**
   * V8 allocates as old what it has seen to live through collections, and compiles functions anew for it. A broker's messages may do so for a
   * moment, and not after it: whatever passes through then waits for a full collection for good.
   */
  'allocation-site-pretenuring': '--no-allocation-site-pretenuring',
};

/** Keeps full garbage collections from going on for as long as a load does and taking up to half of a broker's CPU: docs/adr/0071-heap.md. */
export function tuneHeap(): void {
  for (const flag of Object.values(heapFlags)) setFlagsFromString(flag);
}
