import { BrokerError } from '@howdah/core';
import { expect, test } from 'vitest';
import { explain, StartupError } from './startup-error.js';

test('says what was wrong and what to do, as sentences', () => {
  expect(explain(new StartupError('The port is in use.', { remedy: 'choose another port' }))).toBe(
    'The port is in use.\nChoose another port.',
  );
  expect(explain(new BrokerError('schema_too_new', 'too new', { remedy: 'Which version is it?' }))).toBe(
    'too new\nWhich version is it?',
  );
  expect(explain(new BrokerError('storage_unavailable', 'away'))).toBe('away');
});

test.each([new TypeError('x is not a function'), new BrokerError('internal', 'the log has the cause'), 'a string', null])(
  'has no words for %s',
  (thrown) => {
    expect(explain(thrown)).toBeUndefined();
  },
);
