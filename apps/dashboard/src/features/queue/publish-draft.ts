import { api } from '../../api/client.js';
import { publishCurl } from '../../data/publish-curl.js';

export interface Draft {
  readonly kind: 'json' | 'text';
  readonly body: string;
}

/** What a consumer knows a message by that somebody published by hand. */
const marks = { 'x-test': true };

/** The request as text: a number goes out digit for digit, as it was typed. */
function requestOf({ kind, body }: Draft): string {
  const value = kind === 'json' ? body : JSON.stringify(body);
  const contentType = kind === 'json' ? 'application/json' : 'text/plain';
  return `{"body":${value},"bodyEncoding":"${kind}","headers":${JSON.stringify(marks)},"properties":{"contentType":"${contentType}"}}`;
}

export async function publish(vhost: string, queue: string, draft: Draft) {
  const params = { path: { queue }, query: { vhost } };
  const headers = { 'content-type': 'application/json' };
  const bodySerializer = () => requestOf(draft);
  const answer = await api.POST('/v1/queues/{queue}/messages', { params, headers, body: { body: null }, bodySerializer });
  return { ...answer, data: answer.data as { readonly id: string | null } };
}

export const curlOf = (base: string, vhost: string, queue: string, draft: Draft): string =>
  publishCurl({ base, vhost, queue }, requestOf(draft));
