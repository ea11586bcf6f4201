import { expect, it } from 'vitest';
import { evidenceOf, isCritical, type Finding } from './finding.js';

const finding = (some: Partial<Finding>): Finding => ({
  ...{
    harm: 'failing',
    code: 'dead_letters',
    vhost: '/',
    queue: 'orders',
    since: '2026-03-01T12:00:00.000Z',
    evidence: {},
    remedy: '',
  },
  ...some,
});

it('tells what a finding is about with its own figure', () => {
  const evidence = { ready: 5, deaths: 3, unacked: 2, attempts: 9, unroutable: 1, oldestAt: '2026-03-01T11:00:00.000Z' };
  const counts = (['no_consumers', 'dead_letters', 'stuck', 'retry_storm', 'unroutable'] as const).map(
    (code) => evidenceOf(finding({ code, evidence })).count,
  );
  expect(counts).toEqual([5, 3, 2, 9, 1]);
  expect(evidenceOf(finding({ evidence: {} }))).toEqual({ count: 0, oldestAt: null });
});

it('calls critical what is lost, stands still or fails', () => {
  const harms = (['data_at_risk', 'not_moving', 'failing', 'slow', 'odd'] as const).map((harm) => isCritical(finding({ harm })));
  expect(harms).toEqual([true, true, true, false, false]);
});
