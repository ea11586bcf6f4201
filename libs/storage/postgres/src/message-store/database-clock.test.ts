import { expect, test } from 'vitest';
import { DatabaseClock } from './database-clock.js';

const hour = 3_600_000;

/** A machine whose clock may be set, beside a database two seconds ahead. */
function machine() {
  let counted = 5_000;
  let here = 1_000_000;
  let there = 1_002_000;
  const clock = new DatabaseClock(
    () => here,
    () => counted,
  );
  const pass = (ms: number): void => void ((counted += ms), (here += ms), (there += ms));
  /** The database is asked, and answers in the middle of so many ms. */
  const ask = (tookMs: number): void => {
    const sentAt = clock.mark();
    pass(tookMs / 2);
    const answer = there;
    pass(tookMs / 2);
    clock.measured(answer, sentAt);
  };
  return {
    clock,
    pass,
    ask,
    setHere: (ms: number) => void (here += ms),
    setThere: (ms: number) => void (there += ms),
    there: () => there,
  };
}

test("it is this machine's time until the database has told its own", () => {
  const { clock, ask, there } = machine();
  expect(clock.now()).toBe(1_000_000);
  ask(10);
  expect(clock.now()).toBe(there());
});

test.each([3 * hour, -5 * hour])("it goes on when this machine's clock is set by %i ms", (jump) => {
  const { clock, ask, pass, setHere, there } = machine();
  ask(10);
  setHere(jump);
  expect(clock.now()).toBe(there());
  pass(1_000);
  expect(clock.now()).toBe(there());
});

test('it follows the clock of the database, and not what is an error of measurement', () => {
  const { clock, ask, setThere, there } = machine();
  ask(10);
  setThere(90);
  ask(10);
  expect(clock.now()).toBe(there() - 90);
  setThere(900);
  ask(3_000);
  expect(clock.now()).toBe(there() - 990);
  ask(10);
  expect(clock.now()).toBe(there());
});
