import { useSyncExternalStore } from 'react';

const listeners = new Set<() => void>();
let isOpen = false;
let toldAt: number | undefined;

/** The stream has begun or ended. */
export function setStreamOpen(value: boolean): void {
  if (value === isOpen) return;
  isOpen = value;
  for (const listener of listeners) listener();
}

/** The stream has told everything up to this instant of the broker's clock. */
export function setToldAt(at: number): void {
  toldAt = at;
}

/** Undefined while there is no stream. */
export function streamToldAt(): number | undefined {
  return isOpen ? toldAt : undefined;
}

/** While it is, nobody needs to ask for what it tells. */
export function useIsStreamOpen(): boolean {
  return useSyncExternalStore(subscribe, () => isOpen);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
