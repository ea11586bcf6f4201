import { ownCpu, processTreeCpu } from './process-cpu.js';

/** What one round of a case cost. */
export interface Sample {
  readonly messages: number;
  readonly seconds: number;
  /** µs of CPU for each message. */
  readonly postgresCpu: number;
  readonly nodeCpu: number;
}

/** Runs a case that handles `messages` messages. */
export async function measure(postgresPid: number, messages: number, work: () => Promise<void>): Promise<Sample> {
  const before = { postgres: processTreeCpu(postgresPid), node: ownCpu(), at: performance.now() };
  await work();
  const seconds = (performance.now() - before.at) / 1000;
  return {
    messages,
    seconds,
    postgresCpu: (processTreeCpu(postgresPid) - before.postgres) / messages,
    nodeCpu: (ownCpu() - before.node) / messages,
  };
}

const rate = (sample: Sample): number => sample.messages / sample.seconds;

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)]!;
}

/** Several samples as one. */
export function together(samples: readonly Sample[]): Sample {
  const messages = samples.reduce((sum, sample) => sum + sample.messages, 0);
  const total = (of: (sample: Sample) => number) => samples.reduce((sum, sample) => sum + of(sample), 0);
  return {
    messages,
    seconds: total(({ seconds }) => seconds),
    postgresCpu: total((sample) => sample.postgresCpu * sample.messages) / messages,
    nodeCpu: total((sample) => sample.nodeCpu * sample.messages) / messages,
  };
}

/** The median of each figure over several rounds. */
export interface Medians {
  readonly rate: number;
  readonly postgresCpu: number;
  readonly nodeCpu: number;
}

export function mediansOf(samples: readonly Sample[]): Medians {
  return {
    rate: median(samples.map(rate)),
    postgresCpu: median(samples.map((sample) => sample.postgresCpu)),
    nodeCpu: median(samples.map((sample) => sample.nodeCpu)),
  };
}
