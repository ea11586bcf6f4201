import { describe, expect, it } from 'vitest';
import { choosePrimary } from './choose-primary.js';
import { parseDatabaseUrl } from './database-url.js';
import type { Finding, NodeAnswer } from './probe-node.js';

const [a, b, c] = parseDatabaseUrl('postgres://u:secret@a,b,c/db') as [
  NodeAnswer['node'],
  NodeAnswer['node'],
  NodeAnswer['node'],
];
const unknown = { system: null, timeline: 0 };

const answer = (node: NodeAnswer['node'], more: Partial<NodeAnswer> = {}): NodeAnswer => ({
  ...{ node, state: 'primary', address: '10.0.0.1', timeline: 1, system: '7', lagSeconds: null },
  ...{ standbyNames: '', standbys: 0, working: [], present: [], ...more },
});
const failed = (node: NodeAnswer['node'], code: string, message: string): Finding => ({ node, state: 'failed', code, message });

describe('choosePrimary', () => {
  it('takes the node that is no replica', () => {
    expect(choosePrimary([answer(a, { state: 'replica', timeline: 0 }), answer(b)], unknown).node).toBe(b);
  });

  it('takes the highest timeline of two that say they are the primary', () => {
    expect(choosePrimary([answer(a), answer(b, { timeline: 2 }), answer(c)], unknown).node).toBe(b);
  });

  it('does not go back to a node from before a promotion', () => {
    expect(() => choosePrimary([answer(a), failed(b, 'ECONNREFUSED', 'refused')], { system: '7', timeline: 2 })).toThrow(
      'a:5432 is stale (its timeline is 1, another node was promoted to 2)',
    );
  });

  describe('a cluster that has taken a promotion back', () => {
    const known = { system: '7', timeline: 2 };
    const following = (node: NodeAnswer['node'], timeline: number, more: Partial<NodeAnswer> = {}): NodeAnswer =>
      answer(node, { state: 'replica', timeline, ...more });

    it('is followed when all other hosts stream the older timeline', () => {
      expect(choosePrimary([answer(a), following(b, 1), following(c, 1)], known).node).toBe(a);
    });

    it.each([
      ['a host does not answer', [answer(a), following(b, 1), failed(c, 'ECONNREFUSED', 'refused')]],
      ['a replica streams the newer one', [answer(a), following(b, 1), following(c, 2)]],
      ['a replica streams nothing that we may know', [answer(a), following(b, 0), following(c, 1)]],
      ['another takes itself for the primary, too', [answer(a), answer(b), following(c, 1)]],
      ['a host is only read-only', [answer(a), answer(b, { state: 'read-only' }), following(c, 1)]],
      ['a host is of another cluster', [answer(a), following(b, 1, { system: '8' }), following(c, 1)]],
      ['there is a single host', [answer(a)]],
    ] as [string, Finding[]][])('is not believed in while %s', (_, findings) => {
      expect(() => choosePrimary(findings, known)).toThrow('a:5432 is stale (its timeline is 1, another node was promoted to 2)');
    });
  });

  it('refuses hosts of different clusters, naming both', () => {
    const mixed = [answer(a), answer(b, { system: '8', state: 'replica' })];
    expect(() => choosePrimary(mixed, unknown)).toThrow(/different clusters.*a:5432 is of 7; b:5432 is of 8/);
    // Once the cluster is known the stranger is passed over.
    expect(choosePrimary(mixed, { system: '7', timeline: 1 }).node).toBe(a);
    expect(() => choosePrimary(mixed.slice(1), { system: '7', timeline: 1 })).toThrow('b:5432 belongs to another cluster');
  });

  it('names every host with what was found, and no password', () => {
    const findings = [
      answer(a, { state: 'replica', lagSeconds: 93.4 }),
      failed(b, '28P01', 'password authentication failed for user "u"'),
      failed(c, 'ECONNREFUSED', 'connect ECONNREFUSED 10.0.0.3:5432'),
    ];
    expect(() => choosePrimary(findings, unknown)).toThrow(
      'database: none of the 3 hosts is the primary: a:5432 is a replica, 93 s behind; ' +
        'b:5432 refuses us (password authentication failed for user "u"); c:5432 cannot be reached (connect ECONNREFUSED 10.0.0.3:5432)',
    );
  });

  it.each([
    ['what may pass by itself', [failed(a, '28P01', ''), failed(b, 'ECONNREFUSED', '')], 'ECONNREFUSED'],
    ['a node that starts', [failed(a, '57P03', '')], '57P03'],
    ['replicas, of which one may be promoted', [failed(a, '28P01', ''), answer(b, { state: 'replica' })], '25006'],
    ['only what does not pass', [failed(a, '28P01', ''), failed(b, '28P01', '')], '28P01'],
  ] as [string, Finding[], string][])('says by its state that there is %s', (_, findings, sqlState) => {
    expect(() => choosePrimary(findings, unknown)).toThrow(expect.objectContaining({ details: { sqlState } }) as Error);
  });
});
