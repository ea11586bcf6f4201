import createClient from 'openapi-fetch';
import { heardFromBroker } from './last-heard.js';
import { learnServerTime } from './server-clock.js';
import { ApiProblem, isProblem } from './problem.js';
import type { components, paths } from './generated/schema.js';

export type Schemas = components['schemas'];

/** Ends with a slash; where a proxy shows the dashboard. */
export const basePath = new URL(document.baseURI).pathname;

export const api = createClient<paths>({ baseUrl: basePath.replace(/\/$/, ''), credentials: 'same-origin' });

api.use({
  onResponse({ response }) {
    learnServerTime(response.headers.get('date'));
    // A proxy answers for a broker that is not there, too.
    if (response.status < 500) heardFromBroker();
  },
});

interface Answer<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

/** What a call answers; throws an ApiProblem for a refusal, and when nobody answers. */
export async function answerOf<T>(call: Promise<Answer<T>>): Promise<T> {
  const { data, error, response } = await call.catch((cause: unknown) => {
    throw new ApiProblem({ status: 0, code: 'unreachable', detail: String(cause) });
  });
  if (response.ok) return data as T;
  throw new ApiProblem(
    isProblem(error)
      ? error
      : { status: response.status, code: 'unreachable', detail: `${response.status} ${response.statusText}` },
  );
}
