import { expect, it } from 'vitest';
import { learnServerTime, serverNow } from './server-clock.js';

it('goes by the broker’s clock when the two differ', () => {
  const now = Date.now();
  learnServerTime(new Date(now - 3_600_000).toUTCString(), now);
  expect(Math.abs(serverNow() - (now - 3_600_000))).toBeLessThan(2_000);
  learnServerTime(new Date(now + 1_000).toUTCString(), now);
  expect(Math.abs(serverNow() - now)).toBeLessThan(1_000);
  learnServerTime('nonsense', now);
  expect(Math.abs(serverNow() - now)).toBeLessThan(1_000);
});
