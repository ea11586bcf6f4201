import { expect, test } from 'vitest';
import type { FieldValue } from '../message/field-table.js';
import { requireSameQueue } from './equivalence.js';
import type { QueueDefinition } from './model.js';

const jittering = (value: FieldValue) =>
  ({ vhost: '/', name: 'q', arguments: [['x-retry-jitter', value]] }) as unknown as QueueDefinition;

test('a decimal is the same argument as the floating point number of its value, and no other', () => {
  const current = jittering({ type: 'double', value: 0.1 });
  expect(() => requireSameQueue(jittering({ type: 'decimal', scale: 1, value: 1 }), current)).not.toThrow();
  expect(() => requireSameQueue(jittering({ type: 'decimal', scale: 1, value: 2 }), current)).toThrow(
    "inequivalent arg 'x-retry-jitter' for queue 'q' in vhost '/': received '0.2' but current is '0.1'",
  );
});
