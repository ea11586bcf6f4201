import { expect, test } from 'vitest';
import { ClosingStack } from './closing-stack.js';

test('closes in the opposite order, one after the other, and goes on after a failure', async () => {
  const events: string[] = [];
  const stack = new ClosingStack();
  stack.push('database', async () => events.push('database closed'));
  stack.push('broker', async () => {
    await Promise.resolve();
    throw new Error('stuck');
  });
  stack.push('HTTP', async () => {
    await new Promise((resolve) => setImmediate(resolve));
    events.push('HTTP closed');
  });
  await stack.closeAll((name, error) => events.push(`${name}: ${(error as Error).message}`));
  expect(events).toEqual(['HTTP closed', 'broker: stuck', 'database closed']);
});
