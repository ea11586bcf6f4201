import { answerOf, api, type Schemas } from '../api/client.js';
import { isSignedOut } from '../api/problem.js';
import type { SignedIn } from './identity.js';

export const askSignedIn = (): Promise<SignedIn> => answerOf(api.GET('/v1/whoami')).catch(unlessSignedOut);

export const askAttention = (): Promise<Schemas['Attention']> => answerOf(api.GET('/v1/attention'));

export const askOverview = (): Promise<Schemas['Overview']> => answerOf(api.GET('/v1/overview'));

function unlessSignedOut(error: unknown): 'signed out' {
  if (isSignedOut(error)) return 'signed out';
  throw error;
}
