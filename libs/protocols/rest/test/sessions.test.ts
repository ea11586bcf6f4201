import { describe, expect, it } from 'vitest';
import { RestBench } from './rest-bench.js';

const administrator = { user: 'admin', password: 'a long password' };

async function signIn(rest: RestBench, headers: Record<string, string> = {}) {
  const response = await rest.ask('POST', '/v1/session', administrator, { user: null, headers });
  return {
    response,
    header: String(response.headers['set-cookie']),
    cookie: String(response.headers['set-cookie']).split(';')[0]!,
  };
}

describe('a session', () => {
  it('logs a browser in by an opaque cookie that no script reads and no other site sends along', async () => {
    const rest = await RestBench.start();
    const { response, header, cookie } = await signIn(rest);
    expect(response.statusCode).toBe(201);
    expect(response.json()).toMatchObject({ user: 'admin', role: 'admin' });
    expect(header).toMatch(/^howdah_session=\S+; Path=\/; HttpOnly; SameSite=Lax$/);
    const asked = await rest.ask('GET', '/v1/whoami', undefined, { user: null, headers: { cookie: `theme=dark; ${cookie}` } });
    expect(asked.json()).toEqual({ user: 'admin', role: 'admin' });
  });

  it('keeps to TLS behind a proxy with TLS', async () => {
    const rest = await RestBench.start();
    expect((await signIn(rest, { 'x-forwarded-proto': 'https' })).header).toMatch(/; Secure$/);
  });

  it('is listed among the tokens, ends when it is closed, and takes no other session with it', async () => {
    const rest = await RestBench.start();
    const [one, other] = [await signIn(rest), await signIn(rest)];
    const as = (cookie: string) => ({ user: null, headers: { cookie } });
    expect((await rest.ask('GET', '/v1/tokens')).json<{ items: unknown[] }>().items).toHaveLength(2);
    const closed = await rest.ask('DELETE', '/v1/session', undefined, as(one.cookie));
    expect(closed.statusCode).toBe(204);
    expect(closed.headers['set-cookie']).toMatch(/^howdah_session=; .*Max-Age=0/);
    expect((await rest.ask('GET', '/v1/whoami', undefined, as(one.cookie))).statusCode).toBe(401);
    expect((await rest.ask('GET', '/v1/whoami', undefined, as(other.cookie))).statusCode).toBe(200);
  });

  it('is refused to a wrong password, without a dialog of the browser', async () => {
    const rest = await RestBench.start();
    const headers = { 'sec-fetch-dest': 'empty', 'sec-fetch-site': 'same-origin' };
    const refused = await rest.ask('POST', '/v1/session', { ...administrator, password: 'wrong' }, { user: null, headers });
    expect(refused.json()).toMatchObject({ status: 401, code: 'login_refused' });
    expect(refused.headers['www-authenticate']).toBe('Bearer realm="howdah"');
    expect(refused.headers['set-cookie']).toBeUndefined();
  });

  it('changes nothing for a page of another site', async () => {
    const rest = await RestBench.start();
    const { cookie } = await signIn(rest);
    const headers = { cookie, 'sec-fetch-site': 'cross-site' };
    expect((await rest.ask('PUT', '/v1/queues/orders', {}, { user: null, headers })).statusCode).toBe(403);
  });
});
