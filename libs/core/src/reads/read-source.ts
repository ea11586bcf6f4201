import { CallLocal } from '../call-local.js';

/** Where something was read, and how old it may be. */
export interface ReadSource {
  /** host:port of the replica that answered; null: the primary did. */
  readonly replica: string | null;
  /** Whatever was committed by then is in it, ms since 1970. */
  readonly asOf: number;
}

/** What a call has read from. */
export class ReadTrace {
  #source: ReadSource | null = null;

  /** The oldest of what it has read; a replica's before the primary's. Null: it read nothing that a replica may answer. */
  get source(): ReadSource | null {
    return this.#source;
  }

  add({ replica, asOf }: ReadSource): void {
    const before = this.#source;
    this.#source = { replica: before?.replica ?? replica, asOf: Math.min(before?.asOf ?? Infinity, asOf) };
  }
}

const reading = new CallLocal<ReadTrace>();

/** `trace` learns where `work` reads. */
export function whileReading<T>(trace: ReadTrace, work: () => Promise<T>): Promise<T> {
  return reading.run(trace, work);
}

/** For stores: the call that is under way was answered from there. */
export function noteRead(source: ReadSource): void {
  reading.current?.add(source);
}

/** A result that several calls share, with where it was read. */
export interface Traced<T> {
  readonly value: T;
  readonly source: ReadSource | null;
}

export async function traced<T>(work: () => Promise<T>): Promise<Traced<T>> {
  const trace = new ReadTrace();
  const value = await whileReading(trace, work);
  return { value, source: trace.source };
}

/** The result, for one of those who share it: its call is told. */
export function tellSource<T>({ value, source }: Traced<T>): T {
  if (source !== null) noteRead(source);
  return value;
}
