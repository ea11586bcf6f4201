import type { MessageFields } from '@howdah/contracts';
import { formatJson } from '../api/exact-json.js';
import { age, bytes, count, json, text, type Cell, type Column } from './cells.js';

/** What every list of messages has. */
type Shown = Pick<
  MessageFields,
  'id' | 'exchange' | 'routingKey' | 'publishedAt' | 'body' | 'bodyEncoding' | 'bodyBytes' | 'deaths'
> & {
  readonly attempts?: number;
};

const previewMax = 200;

export const idColumn: Column<Shown> = { name: 'id', isFigure: true, cell: ({ id }) => text(id, 'strong') };
export const bodyColumn: Column<Shown> = { name: 'body', isLong: true, cell: (message) => bodyCell(message) };

export const messageColumns: readonly Column<Shown>[] = [
  { name: 'publishedAt', head: 'published', isFigure: true, cell: ({ publishedAt }) => age(publishedAt) },
  { name: 'attempts', head: 'failed', isFigure: true, cell: ({ attempts }) => count(attempts, 'warn') },
  { name: 'routingKey', head: 'routing key', isLong: true, cell: ({ routingKey }) => text(routingKey) },
  { name: 'bodyBytes', head: 'size', isFigure: true, cell: ({ bodyBytes }) => bytes(bodyBytes) },
  bodyColumn,
];

/** Why it died last. */
export const deathColumns: readonly Column<Shown>[] = [
  { name: 'deaths', head: 'died in', isLong: true, cell: ({ deaths }) => text(deaths[0]?.queue) },
  { name: 'reason', cell: ({ deaths }) => text(deaths[0]?.reason, 'bad') },
  { name: 'error', isLong: true, cell: ({ deaths }) => text(errorOf(deaths[0]?.error), 'bad') },
];

function errorOf(error: Shown['deaths'][number]['error']): string | undefined {
  return error === undefined ? undefined : `${error.name}: ${error.message}`;
}

function bodyCell({ body, bodyEncoding, bodyBytes }: Shown): Cell {
  if (bodyEncoding === 'base64') return text(`${bodyBytes} bytes that are no text`, 'faint');
  const { plain } = json(body);
  return { plain, shown: json(plain.slice(0, previewMax)).shown, tone: 'plain' };
}

/** The body as bytes, as it was published. */
export function bytesOf({ body, bodyEncoding }: Pick<Shown, 'body' | 'bodyEncoding'>): Buffer {
  if (bodyEncoding === 'base64') return Buffer.from(body as string, 'base64');
  return Buffer.from(bodyEncoding === 'text' ? (body as string) : formatJson(body));
}
