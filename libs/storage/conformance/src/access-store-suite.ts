import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccessStore, ApiToken, AuditEntry, AuditQuery, AuditStore, Permission, TopicPermission, User } from '@howdah/core';

export interface AccessStoreBench {
  readonly store: AccessStore & AuditStore;
  /** The store of another broker over the same data; the same object when there can be no other. */
  readonly peer: AccessStore & AuditStore;
  close(): Promise<void>;
}

const user = (name: string, more: Partial<User> = {}): User => ({
  name,
  passwordHash: 'hash',
  role: 'none',
  loopbackOnly: false,
  impersonator: false,
  ...more,
});
const permission = (name: string, more: Partial<Permission> = {}): Permission => {
  return { user: name, vhost: '/', configure: '^$', write: '.*', read: '', ...more };
};
const topicPermission = (name: string, more: Partial<TopicPermission> = {}): TopicPermission => {
  return { user: name, vhost: '/', exchange: 'x', write: '^{username}', read: '', ...more };
};
const token = (id: string, name: string, more: Partial<ApiToken> = {}): ApiToken => {
  const secretHash = Buffer.alloc(32, 0xfe);
  return {
    id,
    user: name,
    role: 'viewer',
    description: 'for tests',
    vhosts: null,
    secretHash,
    createdAt: 1_700_000_000_123,
    expiresAt: null,
    ...more,
  };
};

/** What every AccessStore promises. `makeStore` gives one without any user, beside a topology that has the virtual host '/'. */
export function accessStoreSuite(name: string, makeStore: () => Promise<AccessStoreBench>): void {
  describe(`${name} as an access store`, () => {
    let bench: AccessStoreBench;
    let store: AccessStore;
    beforeEach(async () => {
      bench = await makeStore();
      store = bench.store;
    });
    afterEach(() => bench.close());

    it('starts empty', async () => {
      expect(await store.load()).toEqual({
        version: await store.version(),
        users: [],
        permissions: [],
        topicPermissions: [],
        tokens: [],
      });
    });

    it('returns everything as it was put', async () => {
      const ann = user('ann', { role: 'payload-viewer', loopbackOnly: true, impersonator: true });
      const bob = user('bob', { passwordHash: null });
      const expiring = token('t', 'ann', { expiresAt: 1_800_000_000_456, vhosts: ['/', 'shop'] });
      for (const one of [ann, bob]) await store.putUser(one);
      await store.putPermission(permission('bob'));
      await store.putTopicPermission(topicPermission('bob'));
      await store.createToken(expiring);
      expect(await store.load()).toEqual({
        version: await store.version(),
        users: [ann, bob],
        permissions: [permission('bob')],
        topicPermissions: [topicPermission('bob')],
        tokens: [expiring],
      });
    });

    it('notes when a token was used, which is no change', async () => {
      await store.putUser(user('ann'));
      await store.createToken(token('t', 'ann'));
      await store.createToken(token('idle', 'ann'));
      const before = await store.version();
      await store.noteTokenUse('t', 1_900_000_000_123);
      await store.noteTokenUse('t', 1_800_000_000_000);
      await store.noteTokenUse('none', 1_900_000_000_000);
      expect(await store.listTokenUses()).toEqual(new Map([['t', 1_900_000_000_123]]));
      expect(await store.version()).toBe(before);
      expect((await store.load()).tokens).toHaveLength(2);
    });

    it('keeps the password of a user that is replaced without one', async () => {
      const { passwordHash: _, ...ann } = user('ann', { role: 'operator' });
      await store.putUser(user('ann'));
      await store.putUser(ann);
      const { passwordHash: __, ...bob } = user('bob');
      await store.putUser(bob);
      expect((await store.load()).users).toEqual([user('ann', { role: 'operator' }), user('bob', { passwordHash: null })]);
    });

    it('replaces a user and keeps its permissions and tokens', async () => {
      await store.putUser(user('ann'));
      await store.putPermission(permission('ann'));
      await store.createToken(token('t', 'ann'));
      const changed = user('ann', { passwordHash: null, role: 'admin', loopbackOnly: true, impersonator: true });
      await store.putUser(changed);
      const state = await store.load();
      expect([state.users, state.permissions, state.tokens]).toEqual([[changed], [permission('ann')], [token('t', 'ann')]]);
    });

    it('replaces a permission', async () => {
      await store.putUser(user('ann'));
      await store.putPermission(permission('ann'));
      await store.putPermission(permission('ann', { read: 'new' }));
      expect((await store.load()).permissions).toEqual([permission('ann', { read: 'new' })]);
    });

    it('keeps a topic permission for each exchange and replaces it', async () => {
      await store.putUser(user('ann'));
      const [x, y] = [topicPermission('ann'), topicPermission('ann', { exchange: 'y' })];
      for (const one of [x, y]) await store.putTopicPermission(one);
      const changed = topicPermission('ann', { write: '', read: 'new' });
      await store.putTopicPermission(changed);
      expect((await store.load()).topicPermissions).toEqual([changed, y]);
      expect(await store.deleteTopicPermission('ann', '/', 'x')).toBe(true);
      expect((await store.load()).topicPermissions).toEqual([y]);
    });

    it('deletes a user with its permissions and tokens and nobody else’s', async () => {
      for (const name of ['ann', 'bob']) {
        await store.putUser(user(name));
        await store.putPermission(permission(name));
        await store.putTopicPermission(topicPermission(name));
        await store.createToken(token(`of-${name}`, name));
      }
      expect(await store.deleteUser('ann')).toBe(true);
      const { version: _, ...left } = await store.load();
      expect(left).toEqual({
        users: [user('bob')],
        permissions: [permission('bob')],
        topicPermissions: [topicPermission('bob')],
        tokens: [token('of-bob', 'bob')],
      });
    });

    it('deletes permissions and tokens one by one', async () => {
      await store.putUser(user('ann'));
      await store.putPermission(permission('ann'));
      await store.createToken(token('t', 'ann'));
      expect([await store.deletePermission('ann', '/'), await store.deleteToken('t')]).toEqual([true, true]);
      const { permissions, tokens } = await store.load();
      expect([permissions, tokens]).toEqual([[], []]);
    });

    it('says false and changes nothing when there is nothing to delete', async () => {
      const version = await store.version();
      expect(await store.deleteUser('nobody')).toBe(false);
      expect(await store.deletePermission('nobody', '/')).toBe(false);
      expect(await store.deletePermission('nobody', 'nowhere')).toBe(false);
      expect(await store.deleteTopicPermission('nobody', '/', 'x')).toBe(false);
      expect(await store.deleteTopicPermission('nobody', 'nowhere', 'x')).toBe(false);
      expect(await store.deleteToken('none')).toBe(false);
      expect(await store.version()).toBe(version);
    });

    it('raises the version with every change', async () => {
      const start = await store.version();
      await store.putUser(user('ann'));
      await store.putPermission(permission('ann'));
      await store.createToken(token('t', 'ann'));
      await store.deleteToken('t');
      await store.deletePermission('ann', '/');
      await store.putTopicPermission(topicPermission('ann'));
      await store.deleteTopicPermission('ann', '/', 'x');
      await store.deleteUser('ann');
      expect([await store.version(), (await store.load()).version]).toEqual([start + 8, start + 8]);
    });

    it('refuses permissions and tokens of an unknown user', async () => {
      const refusal = { code: 'user_not_found' };
      await expect(store.putPermission(permission('nobody'))).rejects.toMatchObject(refusal);
      await expect(store.putTopicPermission(topicPermission('nobody'))).rejects.toMatchObject(refusal);
      await expect(store.createToken(token('t', 'nobody'))).rejects.toMatchObject(refusal);
    });

    it('lets many put the same at the same time', async () => {
      const both = [store, bench.peer, store, bench.peer];
      await Promise.all(both.map((one) => one.putUser(user('ann'))));
      await Promise.all(both.map((one) => one.putPermission(permission('ann'))));
      const { users, permissions } = await store.load();
      expect([users, permissions]).toEqual([[user('ann')], [permission('ann')]]);
    });

    it('announces the change of another broker', async () => {
      let tell: () => void = () => undefined;
      const heard = new Promise<void>((resolve) => (tell = resolve));
      await store.onChange(() => tell());
      await bench.peer.putUser(user('ann'));
      await heard;
    });
  });

  describe(`${name}: audit`, () => {
    let bench: AccessStoreBench;
    beforeEach(async () => {
      bench = await makeStore();
    });
    afterEach(() => bench.close());

    const entry = (target: string, more: Partial<AuditEntry> = {}): AuditEntry => ({
      ...{ user: 'ann', action: 'deleteQueue', vhost: '/', target, outcome: 'done', error: null },
      details: { messages: 3, text: 'a\0b' },
      ...more,
    });
    const all = { limit: 100, before: Number.MAX_SAFE_INTEGER };

    it('lists records newest first, in pages, on every broker', async () => {
      const { store, peer } = bench;
      for (const target of ['a', 'b', 'c']) await store.recordAudit(entry(target));
      const records = await peer.listAudit(all);
      expect(records.map(({ target }) => target)).toEqual(['c', 'b', 'a']);
      expect(records[0]).toMatchObject({ user: 'ann', action: 'deleteQueue', vhost: '/', outcome: 'done', error: null });
      expect(records[0]?.details).toMatchObject({ messages: 3 });
      expect(Math.abs(records[0]!.at - Date.now())).toBeLessThan(60_000);
      expect(await store.listAudit({ limit: 1, before: records[0]!.id })).toEqual(records.slice(1, 2));
    });

    it('filters them', async () => {
      const { store } = bench;
      await store.recordAudit(entry('a'));
      await store.recordAudit(
        entry('b', { user: 'bob', action: 'peek', vhost: null, outcome: 'refused', error: 'access_refused' }),
      );
      const targets = async (query: Partial<AuditQuery>) =>
        (await store.listAudit({ ...all, ...query })).map(({ target }) => target);
      expect(await targets({ user: 'bob' })).toEqual(['b']);
      expect(await targets({ action: 'deleteQueue' })).toEqual(['a']);
      expect(await targets({ vhost: '/' })).toEqual(['a']);
      expect(await targets({ target: 'b' })).toEqual(['b']);
      expect(await targets({ outcome: 'refused' })).toEqual(['b']);
      expect(await targets({ since: Date.now() + 60_000 })).toEqual([]);
      expect(await targets({ until: Date.now() - 60_000 })).toEqual([]);
    });
  });
}
