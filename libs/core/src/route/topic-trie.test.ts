import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { topicMatches } from '../../test/naive-routing.js';
import { TopicTrie } from './topic-trie.js';

function matches(trie: TopicTrie<string>, key: string): string[] {
  const found: string[] = [];
  trie.match(key, (value) => found.push(value));
  return found.sort();
}

const word = fc.constantFrom('a', 'b', '', '*', '#', 'a*');
const key = fc.array(word, { maxLength: 6 }).map((words) => words.join('.'));

describe('a topic trie', () => {
  it.each([
    ['*', ['a', '*'], ['', 'a.b']],
    ['#', ['', 'a', '.', 'a.b.c'], []],
    ['#.#', ['', 'a', 'a.b'], []],
    ['*.#', ['a', 'a.b', '.'], ['']],
    ['#.*', ['a', 'a.b', '.'], ['']],
    ['a.#', ['a', 'a.', 'a.b', 'a.b.c'], ['', 'b', 'ab']],
    ['#.a', ['a', '.a', 'b.c.a'], ['', 'a.b']],
    ['*.*', ['.', 'a.b'], ['a', 'a.b.c']],
    ['', [''], ['a', '.']],
    ['a*', ['a*'], ['ab']],
    ['a.#.b', ['a.b', 'a.x.b', 'a.b.b'], ['a', 'a.b.c']],
  ])("matches by '%s'", (pattern, those, notThose) => {
    const trie = new TopicTrie<string>();
    trie.add(pattern, 'it');
    for (const one of those) expect([one, matches(trie, one)]).toEqual([one, ['it']]);
    for (const one of notThose) expect([one, matches(trie, one)]).toEqual([one, []]);
  });

  it('agrees with a matcher that knows no trie, while patterns come and go', () => {
    const step = fc.record({ adds: fc.boolean(), pattern: key });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 20 }), fc.array(key, { minLength: 1, maxLength: 5 }), (steps, keys) => {
        const trie = new TopicTrie<string>();
        const patterns = new Set<string>();
        for (const { adds, pattern } of steps) {
          if (adds) trie.add(pattern, pattern);
          else trie.remove(pattern, pattern);
          if (adds) patterns.add(pattern);
          else patterns.delete(pattern);
        }
        for (const one of keys)
          expect(matches(trie, one)).toEqual([...patterns].filter((pattern) => topicMatches(pattern, one)).sort());
      }),
      { numRuns: 3_000 },
    );
  });

  it('keeps one value under a pattern when another one goes', () => {
    const trie = new TopicTrie<string>();
    trie.add('a.#', 'one');
    trie.add('a.#', 'other');
    trie.remove('a.#', 'one');
    expect(matches(trie, 'a.b')).toEqual(['other']);
  });

  it('answers at once, however many # a pattern has', () => {
    const trie = new TopicTrie<string>();
    const pattern = Array.from({ length: 40 }, () => '#.a').join('.');
    trie.add(pattern, 'it');
    expect(matches(trie, Array.from({ length: 120 }, () => 'a').join('.'))).toEqual(['it']);
    expect(matches(trie, `${Array.from({ length: 120 }, () => 'a').join('.')}.b`)).toEqual([]);
  });
});
