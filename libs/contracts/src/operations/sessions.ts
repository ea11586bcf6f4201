import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { instant } from '../schema/values.js';
import { role } from './users.js';

/** The cookie's name. */
export const sessionCookie = 'howdah_session';

const sessionRequest = named('SessionRequest', z.strictObject({ user: z.string(), password: z.string() }));

const sessionInfo = named('Session', z.strictObject({ user: z.string(), role, expiresAt: instant }));

const common = { tag: 'Sessions', path: '/v1/session' } as const;

export const sessionOperations = {
  openSession: operation({
    ...{ ...common, id: 'openSession', method: 'POST', isPublic: true, summary: 'Sign a browser in' },
    description:
      'Answers with a cookie that logs in whatever the browser asks for next. It ends after 12 hours, when it is closed, ' +
      "or when its token is revoked: it is one of the user's API tokens.",
    body: sessionRequest,
    responses: { 201: sessionInfo },
    problems: ['login_refused'],
  }),
  closeSession: operation({
    ...{ ...common, id: 'closeSession', method: 'DELETE', summary: 'Sign a browser out' },
    description: 'Revokes the token of the cookie. Without a cookie nothing is done.',
    responses: { 204: null },
  }),
};
