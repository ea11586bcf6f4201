import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

describe('login', () => {
  it('is asked for, with the ways to do it', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('GET', '/v1/whoami', undefined, { user: null });
    expect(response.json()).toMatchObject({ status: 401, code: 'login_refused' });
    expect(response.headers['www-authenticate']).toMatch(/Basic realm=.*Bearer realm=/);
  });

  it('refuses a wrong password as it refuses an unknown user', async () => {
    const rest = await RestBench.start();
    const wrong = await rest.ask('GET', '/v1/whoami', undefined, { password: 'wrong' });
    expect(wrong.json()).toMatchObject({ status: 401, detail: "login was refused for user 'admin'" });
    const unknown = await rest.ask('GET', '/v1/whoami', undefined, { user: 'nobody' });
    expect(unknown.json()).toMatchObject({ status: 401, detail: "login was refused for user 'nobody'" });
  });

  it('says who is logged in', async () => {
    const rest = await RestBench.start();
    expect((await rest.ask('GET', '/v1/whoami')).json()).toEqual({ user: 'admin', role: 'admin' });
  });

  it('keeps a loopback-only user to the loopback interface, whatever a header says', async () => {
    const rest = await RestBench.start();
    await rest.ask('PUT', '/v1/users/local', { password: 'a long password', role: 'none', loopbackOnly: true });
    const statusFrom = async (remoteAddress: string) => {
      const headers = { 'x-forwarded-for': '127.0.0.1', forwarded: 'for=127.0.0.1', 'x-real-ip': '127.0.0.1' };
      return (await rest.ask('GET', '/v1/whoami', undefined, { user: 'local', remoteAddress, headers })).statusCode;
    };
    expect(await statusFrom('127.0.0.1')).toBe(200);
    expect(await statusFrom('::1')).toBe(200);
    expect(await statusFrom('::ffff:127.0.0.1')).toBe(200);
    expect(await statusFrom('192.0.2.7')).toBe(401);
    expect(await statusFrom('::ffff:192.0.2.7')).toBe(401);
  });

  it('happens before the body is read', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('POST', '/v1/queues/orders/messages', '{ not json', { user: null });
    expect(response.statusCode).toBe(401);
  });
});

describe('tokens', () => {
  it('log in until they are revoked, and are shown once', async () => {
    const rest = await RestBench.start();
    const created = await rest.ask('POST', '/v1/tokens', { role: 'viewer', description: 'ci' });
    expect(created.statusCode).toBe(201);
    const { token, ...info } = created.json<{ token: string; id: string }>();
    expect(token).toMatch(/^hwd_/);
    const bearer = { user: null, headers: { authorization: `Bearer ${token}` } };
    expect((await rest.ask('GET', '/v1/whoami', undefined, bearer)).json()).toEqual({ user: 'admin', role: 'viewer' });
    const used = { ...info, prefix: token.slice(0, 20), lastUsedAt: expect.any(String) as string };
    expect(info).toMatchObject({ vhosts: null, lastUsedAt: null });
    expect((await rest.ask('GET', '/v1/tokens')).json()).toEqual({ items: [used], nextCursor: null });
    expect((await rest.ask('DELETE', `/v1/tokens/${info.id}`)).statusCode).toBe(204);
    expect((await rest.ask('GET', '/v1/whoami', undefined, bearer)).statusCode).toBe(401);
    expect((await rest.ask('DELETE', `/v1/tokens/${info.id}`)).json()).toMatchObject({ status: 404, code: 'token_not_found' });
  });

  it('are good for some virtual hosts alone', async () => {
    const rest = await RestBench.start();
    await rest.ask('PUT', '/v1/vhosts/shop', {});
    for (const vhost of ['/', 'shop'])
      await rest.ask('PUT', `/v1/permissions/admin?vhost=${encodeURIComponent(vhost)}`, {
        configure: '.*',
        write: '.*',
        read: '.*',
      });
    const created = await rest.ask('POST', '/v1/tokens', { role: 'operator', vhosts: ['shop'] });
    const { token } = created.json<{ token: string }>();
    const bearer = { user: null, headers: { authorization: `Bearer ${token}` } };
    const ask = async (vhost: string) => {
      const body = { arguments: {} };
      const declared = await rest.ask('PUT', `/v1/queues/q?vhost=${encodeURIComponent(vhost)}`, body, bearer);
      const listed = await rest.ask('GET', `/v1/queues?vhost=${encodeURIComponent(vhost)}`, undefined, bearer);
      const searched = await rest.ask('GET', `/v1/search?vhost=${encodeURIComponent(vhost)}`, undefined, bearer);
      return [declared, listed, searched].map(({ statusCode }) => statusCode);
    };
    expect([await ask('shop'), await ask('/')]).toEqual([
      [201, 200, 200],
      [403, 403, 403],
    ]);
    const vhosts = await rest.ask('GET', '/v1/vhosts', undefined, bearer);
    expect(vhosts.json<{ items: { name: string }[] }>().items.map(({ name }) => name)).toEqual(['shop']);
    const more = await rest.ask('POST', '/v1/tokens', { role: 'viewer' }, bearer);
    expect(more.json()).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  it.each([
    [{ role: 'admin', vhosts: ['/'] }, 'invalid_argument'],
    [{ role: 'viewer', vhosts: ['missing'] }, 'vhost_not_found'],
    [{ role: 'viewer', vhosts: [] }, 'invalid_request'],
  ])('are not made of %j', async (body, code) => {
    const rest = await RestBench.start();
    expect((await rest.ask('POST', '/v1/tokens', body)).json()).toMatchObject({ code });
  });

  it('end when they are to', async () => {
    const rest = await RestBench.start();
    const expiresAt = new Date(rest.clock.now() + 60_000).toISOString();
    const created = await rest.ask('POST', '/v1/tokens', { role: 'viewer', expiresAt });
    const { token } = created.json<{ token: string }>();
    const bearer = { user: null, headers: { authorization: `Bearer ${token}` } };
    expect((await rest.ask('GET', '/v1/whoami', undefined, bearer)).statusCode).toBe(200);
    rest.clock.advance(60_000);
    expect((await rest.ask('GET', '/v1/whoami', undefined, bearer)).statusCode).toBe(401);
  });

  it('are refused with an end in the past', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('POST', '/v1/tokens', { role: 'viewer', expiresAt: '2001-01-01T00:00:00Z' });
    expect(response.json()).toMatchObject({ status: 400, code: 'invalid_argument' });
  });
});

describe('users and permissions', () => {
  it('are set, listed and deleted, and no answer holds a password', async () => {
    const rest = await RestBench.start();
    const user = await rest.ask('PUT', '/v1/users/ann', { password: 'a long password', role: 'operator' });
    expect(user.json()).toEqual({ name: 'ann', role: 'operator', loopbackOnly: false, impersonator: false });
    const all = { configure: '^ann\\.', write: '.*', read: '.*' };
    expect((await rest.ask('PUT', '/v1/permissions/ann', all)).json()).toEqual({ user: 'ann', vhost: '/', ...all });
    expect((await rest.ask('GET', '/v1/permissions?user=ann')).json()).toMatchObject({ items: [{ user: 'ann', vhost: '/' }] });
    expect((await rest.ask('GET', '/v1/users/ann')).json()).toEqual(user.json());
    expect((await rest.ask('GET', '/v1/users')).json()).toMatchObject({ items: [{ name: 'admin' }, { name: 'ann' }] });
    expect((await rest.ask('PUT', '/v1/queues/bob.orders', {}, { user: 'ann' })).json()).toMatchObject({
      status: 403,
      code: 'access_refused',
    });
    expect((await rest.ask('DELETE', '/v1/permissions/ann')).statusCode).toBe(204);
    expect((await rest.ask('DELETE', '/v1/permissions/ann')).json()).toMatchObject({ status: 404, code: 'permission_not_found' });
    expect((await rest.ask('DELETE', '/v1/users/ann')).statusCode).toBe(204);
    expect((await rest.ask('GET', '/v1/users/ann')).json()).toMatchObject({ status: 404, code: 'user_not_found' });
    expect((await rest.ask('DELETE', '/v1/users/ann')).json()).toMatchObject({ status: 404, code: 'user_not_found' });
  });

  it('name the routing keys of topic exchanges', async () => {
    const rest = await RestBench.start();
    await rest.addUser('ann', 'operator');
    const path = '/v1/topic-permissions/ann/amq.topic';
    const patterns = { write: '^{username}\\.', read: '' };
    const permission = { user: 'ann', vhost: '/', exchange: 'amq.topic', ...patterns };
    expect((await rest.ask('PUT', path, patterns)).json()).toEqual(permission);
    expect((await rest.ask('GET', '/v1/topic-permissions?user=ann')).json()).toEqual({ items: [permission], nextCursor: null });
    expect((await rest.ask('GET', '/v1/topic-permissions?user=admin')).json()).toMatchObject({ items: [] });
    const publish = async (routingKey: string) =>
      rest.ask('POST', '/v1/exchanges/amq.topic/messages', { routingKey, body: 1 }, { user: 'ann' });
    expect((await publish('ann.order')).statusCode).toBe(200);
    expect((await publish('bob.order')).json()).toMatchObject({ status: 403, code: 'access_refused' });
    expect((await rest.ask('DELETE', path)).statusCode).toBe(204);
    expect((await publish('bob.order')).statusCode).toBe(200);
    expect((await rest.ask('DELETE', path)).json()).toMatchObject({ status: 404, code: 'permission_not_found' });
    for (const [url, body, code] of [
      ['/v1/topic-permissions/nobody/x', patterns, 'user_not_found'],
      ['/v1/topic-permissions/ann/x?vhost=none', patterns, 'vhost_not_found'],
      ['/v1/topic-permissions/ann/x', { write: '(', read: '' }, 'invalid_argument'],
    ] as const)
      expect((await rest.ask('PUT', url, body)).json()).toMatchObject({ code });
  });

  it('leave an administrator', async () => {
    const rest = await RestBench.start();
    expect((await rest.ask('DELETE', '/v1/users/admin')).json()).toMatchObject({ status: 403, code: 'not_permitted' });
  });

  it('keep their password where a change gives none, and are not made without one', async () => {
    const rest = await RestBench.start();
    const password = 'a long password';
    await rest.ask('PUT', '/v1/users/ann', { password, role: 'viewer' });
    expect((await rest.ask('PUT', '/v1/users/ann', { role: 'operator' })).json()).toMatchObject({ role: 'operator' });
    const identity = await rest.ask('GET', '/v1/whoami', undefined, { user: 'ann', password });
    expect(identity.json()).toEqual({ user: 'ann', role: 'operator' });
    const refused = await rest.ask('PUT', '/v1/users/bob', { role: 'operator' });
    expect(refused.json()).toMatchObject({
      status: 400,
      code: 'invalid_argument',
      detail: "user 'bob' is new and needs a password",
    });
    expect((await rest.ask('GET', '/v1/users/bob')).statusCode).toBe(404);
  });

  it('never repeat a password that is refused', async () => {
    const rest = await RestBench.start();
    const password = `secret${'x'.repeat(1024)}`;
    const response = await rest.ask('PUT', '/v1/users/ann', { password, role: 'none' });
    expect(response.json()).toMatchObject({ status: 400, errors: [{ pointer: '#/password' }] });
    expect(response.body).not.toContain('secretx');
  });

  it('are refused with a pattern that is no regular expression', async () => {
    const rest = await RestBench.start();
    const response = await rest.ask('PUT', '/v1/permissions/admin', { configure: '(', write: '', read: '' });
    expect(response.json()).toMatchObject({
      ...{ status: 400, code: 'invalid_argument' },
      detail: "configure pattern '(' is not a regular expression: unterminated group",
      remedy: expect.stringMatching(/^Close every bracket/) as string,
    });
  });
});
