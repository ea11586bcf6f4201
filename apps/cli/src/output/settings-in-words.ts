import { formatCount, formatDuration } from './figures.js';

type Arguments = Readonly<Record<string, unknown>>;

/** What a queue's own arguments make of its messages: '8 attempts, 1s doubling up to 5m, then to orders.dead'. */
export function settingsInWords(args: Arguments): string {
  const number = (name: string): number | undefined => (typeof args[name] === 'number' ? args[name] : undefined);
  const parts = [attempts(number), backoff(args, number), deadLetters(args), lifetime(number), length(args, number), order(args)];
  return parts.filter((part) => part !== undefined).join(', ');
}

type ReadNumber = (name: string) => number | undefined;

function attempts(number: ReadNumber): string | undefined {
  const limit = number('x-delivery-limit');
  if (limit === undefined || limit < 0) return undefined;
  return limit === 0 ? 'one attempt' : `${formatCount(limit + 1)} attempts`;
}

function backoff(args: Arguments, number: ReadNumber): string | undefined {
  const kind = args['x-retry-backoff'];
  const first = formatDuration(number('x-retry-delay') ?? 1_000);
  if (kind === 'fixed') return `${first} between them`;
  if (kind !== 'linear' && kind !== 'exponential') return undefined;
  const factor = number('x-retry-factor') ?? 2;
  const growth = kind === 'linear' ? 'growing' : factor === 2 ? 'doubling' : `times ${factor}`;
  return `${first} ${growth} up to ${formatDuration(number('x-retry-max-delay') ?? 300_000)}`;
}

function deadLetters(args: Arguments): string {
  const exchange = args['x-dead-letter-exchange'];
  const key = args['x-dead-letter-routing-key'];
  if (typeof exchange !== 'string') return 'what dies is gone unless a policy says otherwise';
  return exchange === '' && typeof key === 'string' ? `then to the queue ${key}` : `then to the exchange ${exchange}`;
}

function lifetime(number: ReadNumber): string | undefined {
  const ttl = number('x-message-ttl');
  return ttl === undefined ? undefined : `kept for ${formatDuration(ttl)}`;
}

function length(args: Arguments, number: ReadNumber): string | undefined {
  const most = number('x-max-length');
  if (most === undefined) return undefined;
  const isRefused = String(args['x-overflow']).startsWith('reject-publish');
  return `at most ${formatCount(most)} messages, then ${isRefused ? 'publishers are refused' : 'the oldest go'}`;
}

function order(args: Arguments): string | undefined {
  return args['x-single-active-consumer'] === true ? 'one consumer at a time, in order' : undefined;
}
