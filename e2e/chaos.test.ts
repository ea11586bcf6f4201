import { expect, onTestFailed, test } from 'vitest';
import { startProgram, temporaryDirectory } from './program.js';

test('a broker killed, a broker paused, the primary killed and a broker cut off: clients see nothing that must not be', async () => {
  const chaos = startProgram('chaos/dist/main.js', { TMPDIR: await temporaryDirectory() }, ['--short']);
  onTestFailed(() => console.log(chaos.output())); // it may have taken too long
  expect(await chaos.exited).toBe(0);
  for (const [round, nemesis] of ['broker-kill', 'broker-pause', 'primary-kill', 'broker-partition'].entries())
    expect(chaos.output()).toMatch(new RegExp(`${round + 1} of 4: ${nemesis}: fine; \\d{2,} confirmed`));
});

test('says which fault it cannot make, and why', async () => {
  const chaos = startProgram('chaos/dist/main.js', {}, ['--nemesis', 'meteor']);
  expect(await chaos.exited).toBe(2);
  expect(chaos.output()).toContain('--nemesis: found meteor; accepted are broker-kill, ');
});
