import { expect, test } from 'vitest';
import type { DeadLetter } from './dead-letters.js';
import type { Ending } from './expected.js';
import { addsUp, reconcile, type Happened } from './reconcile.js';

const rejected: Ending = { reason: 'rejected', error: 'CardDeclined' };
const expected = new Map<string, Ending>([
  ['fine', 'processed'],
  ['declined', rejected],
]);

test('adds up when every order ended as its data says, also one that was processed twice', () => {
  const result = reconcile(expected, happened({ processed: new Map([['fine', 2]]) }));
  expect(result).toEqual({ published: 2, processed: 1, deadLettered: 1, lost: 0, unexplained: [] });
  expect(addsUp(result)).toBe(true);
});

test('counts an order that is nowhere as lost', () => {
  const result = reconcile(expected, happened({ processed: new Map() }));
  expect(result).toMatchObject({ lost: 1, unexplained: [] });
  expect(addsUp(result)).toBe(false);
});

test.each<[what: string, different: Partial<Happened>]>([
  [
    'declined was dead-lettered (delivery_limit, CardDeclined) instead of rejected, CardDeclined',
    { deadLetters: [death('declined', 'delivery_limit')] },
  ],
  [
    'fine was dead-lettered (rejected, CardDeclined) instead of processed',
    { processed: new Map(), deadLetters: [death('fine'), death('declined')] },
  ],
  [
    'declined was processed instead of dead-lettered (rejected, CardDeclined)',
    {
      processed: new Map([
        ['fine', 1],
        ['declined', 1],
      ]),
      deadLetters: [],
    },
  ],
  ['fine was processed and dead-lettered', { deadLetters: [death('fine'), death('declined')] }],
  ['declined was dead-lettered 2 times', { deadLetters: [death('declined'), death('declined')] }],
  ['fine was stored more than once', { received: new Map([['fine', new Set(['1', '3'])]]) }],
  ['fine was not routed to a service that it concerns', { published: new Map([['declined', '2']]) }],
  [
    'stranger came to a service that it does not concern',
    {
      processed: new Map([
        ['fine', 1],
        ['stranger', 1],
      ]),
    },
  ],
])('says that %s', (what, different) => {
  const result = reconcile(expected, happened(different));
  expect(result.unexplained).toEqual([what]);
  expect(addsUp(result)).toBe(false);
});

function happened(different: Partial<Happened>): Happened {
  return {
    published: new Map([
      ['fine', '1'],
      ['declined', '2'],
    ]),
    received: new Map([
      ['fine', new Set(['1'])],
      ['declined', new Set(['2'])],
    ]),
    processed: new Map([['fine', 1]]),
    deadLetters: [death('declined')],
    ...different,
  };
}

function death(id: string, reason = 'rejected'): DeadLetter {
  return { id, reason, error: { name: 'CardDeclined', message: 'no' } };
}
