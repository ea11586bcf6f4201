import { Properties, type Message, type Seq, type StoredMessage } from '@howdah/core';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { rangesOf } from './ranges.js';
import { RecentMessages } from './recent-messages.js';

const message = (publishedAt = 0, bodyBytes = 10): Message => ({
  ...{ exchange: '', routingKey: 'q', properties: Properties.empty, body: Buffer.alloc(bodyBytes) },
  ...{ publishedAt, deaths: [], id: undefined },
});

function taken(recent: RecentMessages, place: string, seqs: readonly Seq[]) {
  const found = new Map<Seq, StoredMessage>();
  const missing = recent.take(place, rangesOf(seqs), found);
  return { found: [...found.keys()].sort((a, b) => a - b), missing };
}

test('each position is found once or missing, whatever is kept', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.nat(60)), fc.uniqueArray(fc.nat(60)), (kept, wanted) => {
      const recent = new RecentMessages(1_000_000);
      for (const seq of kept) recent.add('a/1', seq, message());
      const { found, missing } = taken(recent, 'a/1', wanted);
      expect(found).toEqual(wanted.filter((seq) => kept.includes(seq)).sort((a, b) => a - b));
      expect(missing.flatMap(({ low, high }) => Array.from({ length: high - low }, (_, i) => low + i))).toEqual(
        wanted.filter((seq) => !kept.includes(seq)).sort((a, b) => a - b),
      );
      expect(taken(recent, 'a/1', wanted).found).toEqual([]);
    }),
  );
});

test('nothing is taken on another node or another timeline, and what came from there is forgotten', () => {
  const recent = new RecentMessages(1_000_000);
  recent.add('a/1', 7, message());
  expect(taken(recent, 'a/2', [7]).found).toEqual([]);
  recent.add('a/2', 8, message());
  expect(taken(recent, 'a/2', [7, 8]).found).toEqual([8]);
});

test('when it is full the first ones stay, and give room when they are taken', () => {
  const recent = new RecentMessages(2_500);
  for (const seq of [1, 2, 3]) recent.add('a/1', seq, message(0, 500));
  expect(taken(recent, 'a/1', [1, 3]).found).toEqual([1]);
  recent.add('a/1', 4, message(0, 500));
  expect(taken(recent, 'a/1', [2, 4]).found).toEqual([2, 4]);
});

test('what nobody claims within ten seconds is forgotten', () => {
  const recent = new RecentMessages(1_000_000);
  recent.add('a/1', 1, message(1_000));
  recent.add('a/1', 2, message(9_000));
  recent.forgetOld(12_000);
  expect(taken(recent, 'a/1', [1, 2]).found).toEqual([2]);
});
