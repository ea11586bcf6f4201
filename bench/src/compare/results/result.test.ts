import { expect, test } from 'vitest';
import { againstRabbitmq, type PeerName } from '../peers.js';
import { peerResult, ratio, type CaseResult } from './result.js';

const faster = { key: 'rate', title: 'messages/s', digits: 0, better: 'more' } as const;
const cheaper = { key: 'cpu', title: 'server µs', digits: 1, better: 'less' } as const;

test('the ratio is to the better RabbitMQ, figure by figure', () => {
  const of = caseOf({ howdah: [30, 10], 'rabbitmq-classic': [20, 40], 'rabbitmq-quorum': [15, 50], bullmq: [90, 1] });
  expect(ratio(faster, of, againstRabbitmq)).toBe(1.5);
  expect(ratio(cheaper, of, againstRabbitmq)).toBe(0.25);
});

test('there is no ratio without a RabbitMQ, or to nothing', () => {
  expect(ratio(faster, caseOf({ howdah: [30, 10] }), againstRabbitmq)).toBeUndefined();
  expect(ratio(cheaper, caseOf({ howdah: [30, 10], 'rabbitmq-classic': [20, 0] }), againstRabbitmq)).toBeUndefined();
});

test('the median of each figure is over the rounds that have it', () => {
  const rounds = [{ rate: 5 }, { rate: 1 }, { rate: 3, cpu: 7 }];
  expect(peerResult('howdah', rounds, []).medians).toEqual({ rate: 3, cpu: 7 });
});

function caseOf(figures: Partial<Record<PeerName, readonly [rate: number, cpu: number]>>): CaseResult {
  const peers = Object.entries(figures).map(([peer, [rate, cpu]]) => peerResult(peer as PeerName, [{ rate, cpu }], []));
  return { name: 'a case', peers };
}
