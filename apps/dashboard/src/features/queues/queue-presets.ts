import { answerOf, api, basePath } from '../../api/client.js';

export interface Declaration {
  readonly name: string;
  readonly arguments: Readonly<Record<string, string | number | boolean>>;
}

const retried = {
  'x-delivery-limit': 7,
  'x-retry-backoff': 'exponential',
  'x-retry-delay': 1_000,
  'x-retry-factor': 2,
  'x-retry-max-delay': 300_000,
} as const;

const deadLettersTo = (name: string) => ({ 'x-dead-letter-exchange': '', 'x-dead-letter-routing-key': name });

function withDeadLetters(name: string, some: Declaration['arguments']): Declaration[] {
  const dead = `${name}.dead`;
  // First where dead letters go, so that none is lost in between.
  return [
    { name: dead, arguments: {} },
    { name, arguments: { ...some, ...deadLettersTo(dead) } },
  ];
}

/** What each preset declares, in order. */
export const presets = {
  work: (name: string) => withDeadLetters(name, retried),
  patient: (name: string) =>
    withDeadLetters(name, { ...retried, 'x-delivery-limit': 19, 'x-retry-delay': 10_000, 'x-retry-max-delay': 3_600_000 }),
  ordered: (name: string) => withDeadLetters(name, { 'x-single-active-consumer': true, 'x-delivery-limit': 3 }),
} as const;

export type Preset = keyof typeof presets;

export async function declareAll(vhost: string, declarations: readonly Declaration[]): Promise<void> {
  for (const { name, arguments: args } of declarations) {
    const params = { path: { queue: name }, query: { vhost } };
    await answerOf(api.PUT('/v1/queues/{queue}', { params, body: { arguments: { ...args } } }));
  }
}

export function curlOf(vhost: string, { name, arguments: args }: Declaration): string {
  const query = vhost === '/' ? '' : `?vhost=${encodeURIComponent(vhost)}`;
  const url = `${location.origin}${basePath}v1/queues/${encodeURIComponent(name)}${query}`;
  const body = JSON.stringify({ arguments: args }).replaceAll("'", "'\\''");
  return `curl -u USER -X PUT -H 'content-type: application/json' '${url}' -d '${body}'`;
}
