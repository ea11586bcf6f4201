import { expect, test } from 'vitest';
import { coreLog, createLogger } from './log.js';

test.each([
  { authorization: 'hidden' },
  { headers: { authorization: 'hidden', accept: 'shown' } },
  { req: { headers: { authorization: 'hidden', cookie: 'hidden' } } },
  { request: { headers: { 'proxy-authorization': 'hidden' } } },
  { response: { headers: { 'set-cookie': 'hidden' } } },
])('hides what proves an identity in %j', (fields) => {
  expect(logged((log) => log.warn('refused', fields))).not.toContain('hidden');
});

test('writes an error with its stack and its cause', () => {
  const error = new Error('outer', { cause: new Error('inner') });
  const line = JSON.parse(logged((log) => log.error('failed', { error, queue: 'q' }))) as Record<string, unknown>;
  expect(line).toMatchObject({ level: 50, msg: 'failed', queue: 'q', error: { type: 'Error', message: 'outer: inner' } });
  expect(JSON.stringify(line['error'])).toContain('log.test.ts');
});

test('says nothing below its level', () => {
  expect(logged((log) => log.info('unimportant'), 'warn')).toBe('');
});

function logged(write: (log: ReturnType<typeof coreLog>) => void, level: 'info' | 'warn' = 'info'): string {
  let text = '';
  write(coreLog(createLogger(level, { write: (line) => (text += line) })));
  return text;
}
