import { expect, test } from 'vitest';
import { firstMessage } from './first-message.js';

const guest = { admin: { user: 'guest', password: 'guest' }, basePath: '/' };
const http = 'http://127.0.0.1:15672';

test('lists where AMQP is spoken and how a client connects', () => {
  const text = firstMessage(http, ['amqp://127.0.0.1:5672', 'amqps://127.0.0.1:5671'], guest);
  expect(text).toContain('  AMQP     amqp://127.0.0.1:5672\n  AMQP     amqps://127.0.0.1:5671\n');
  expect(text).toContain('by AMQP 0-9-1:\n  amqp://guest:guest@127.0.0.1:5672\n');
});

test('does not show a password of somebody’s own', () => {
  const text = firstMessage(http, ['amqps://localhost:5671'], { admin: { user: 'ops team', password: 'hidden' }, basePath: '/' });
  expect(text).toContain('\n  amqps://ops%20team:PASSWORD@localhost:5671\n');
  expect(text).toContain(`curl -s -u 'ops team' `);
  expect(text).not.toContain('hidden');
});

test('does not speak of AMQP when it is off', () => {
  expect(firstMessage(http, [], guest)).not.toContain('AMQP');
});
