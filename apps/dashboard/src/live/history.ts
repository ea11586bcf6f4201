import { useSyncExternalStore } from 'react';

/** What this tab has seen of a virtual host or queue; seconds since 1970, as charts want them. */
export interface History {
  readonly at: readonly number[];
  readonly ready: readonly number[];
  readonly unacked: readonly number[];
  readonly delayed: readonly number[];
  readonly inRate: readonly number[];
  readonly outRate: readonly number[];
}

export interface Sample {
  readonly ready: number;
  readonly unacked: number;
  readonly delayed: number;
  readonly inRate: number;
  readonly outRate: number;
}

/** Half an hour at one sample every two seconds. */
const samplesMax = 900;

const empty: History = { at: [], ready: [], unacked: [], delayed: [], inRate: [], outRate: [] };
const histories = new Map<string, History>();
const listeners = new Set<() => void>();

/** Adds what was seen just now. Until the broker keeps a past itself, charts begin when the tab does. */
export function recordSample(key: string, sample: Sample): void {
  const before = histories.get(key) ?? empty;
  const grown = (values: readonly number[], value: number) => [...values.slice(1 - samplesMax), value];
  histories.set(key, {
    at: grown(before.at, Date.now() / 1000),
    ready: grown(before.ready, sample.ready),
    unacked: grown(before.unacked, sample.unacked),
    delayed: grown(before.delayed, sample.delayed),
    inRate: grown(before.inRate, sample.inRate),
    outRate: grown(before.outRate, sample.outRate),
  });
  for (const listener of listeners) listener();
}

export function useHistory(key: string): History {
  return useSyncExternalStore(subscribe, () => histories.get(key) ?? empty);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
