import type { Seq } from '../message/message.js';
import type { LeasedRun, StoredMessage } from '../ports/message-store.js';

/** Some messages of a run; the run itself stays one object, for the store knows it by its identity. */
export interface RunPart {
  readonly run: LeasedRun;
  readonly messages: readonly StoredMessage[];
}

export function wholeRun(run: LeasedRun): RunPart {
  return { run, messages: run.messages };
}

/** What of it comes from the message at this index on. */
export function partFrom(part: RunPart, from: number): RunPart {
  return from === 0 ? part : { run: part.run, messages: part.messages.slice(from) };
}

/** Everything in queue order, higher priority first; a part whose messages lie apart comes in pieces. */
export function mergeParts(parts: readonly RunPart[]): RunPart[] {
  const all = parts.flatMap(({ run, messages }) => messages.map((stored) => ({ run, stored })));
  all.sort((one, other) => other.run.priority - one.run.priority || one.stored.seq - other.stored.seq);
  const merged: { readonly run: LeasedRun; readonly messages: StoredMessage[] }[] = [];
  for (const { run, stored } of all) {
    const last = merged.at(-1);
    if (last?.run === run) last.messages.push(stored);
    else merged.push({ run, messages: [stored] });
  }
  return merged;
}

/** What lies before `seq`, and from it on. */
export function splitRuns(runs: readonly LeasedRun[], seq: Seq): { readonly before: RunPart[]; readonly after: RunPart[] } {
  const parts = (isIn: (stored: StoredMessage) => boolean) =>
    runs.map((run) => ({ run, messages: run.messages.filter(isIn) })).filter(({ messages }) => messages.length > 0);
  return { before: parts((stored) => stored.seq < seq), after: parts((stored) => stored.seq >= seq) };
}

export function lastSeq(runs: readonly LeasedRun[]): Seq {
  return runs.reduce((last, run) => Math.max(last, run.messages.at(-1)?.seq ?? 0), 0);
}

/** Infinity and 0 when there is none. */
export const firstSeqOf = (parts: readonly RunPart[]): Seq =>
  parts.reduce((first, { messages }) => Math.min(first, messages[0]?.seq ?? Infinity), Infinity);
export const lastSeqOf = (parts: readonly RunPart[]): Seq =>
  parts.reduce((last, { messages }) => Math.max(last, messages.at(-1)?.seq ?? 0), 0);
