import { hostname } from 'node:os';
import { expect, test } from 'vitest';
import { shownAddresses } from './shown-addresses.js';

test('names this machine where it listens on every address, and the address where it listens on one', () => {
  const urls = ['amqp://localhost:5672', 'http://localhost:15672'];
  expect(shownAddresses(urls, '0.0.0.0')).toEqual([`amqp://${hostname()}:5672`, `http://${hostname()}:15672`]);
  expect(shownAddresses(['amqp://127.0.0.1:5672'], '127.0.0.1')).toEqual(['amqp://127.0.0.1:5672']);
});
