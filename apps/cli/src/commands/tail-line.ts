import type { MessageFields } from '@howdah/contracts';
import { formatJson } from '../api/exact-json.js';
import { json, printable } from '../output/cells.js';
import { formatBytes } from '../output/figures.js';
import { bytesOf } from '../output/message-columns.js';
import type { Out } from '../output/out.js';

export type Passing = Pick<
  MessageFields,
  'id' | 'routingKey' | 'publishedAt' | 'body' | 'bodyEncoding' | 'bodyBytes' | 'headers'
>;

/** One line: when, by which key, what. */
export async function showPassing(out: Out, message: Passing, isBodyOnly: boolean): Promise<void> {
  if (isBodyOnly) return writeBody(out, message);
  if (out.format !== 'table' && out.format !== 'plain') return out.write(`${formatJson(message)}\n`);
  const { id, routingKey, publishedAt, body, bodyEncoding, bodyBytes } = message;
  if (out.format === 'plain') return out.write(`${[publishedAt, id, printable(routingKey), json(body).plain].join('\t')}\n`);
  const time = new Date(publishedAt).toLocaleTimeString('sv-SE');
  const content = bodyEncoding === 'base64' ? out.paint('faint', formatBytes(bodyBytes)) : json(body).shown;
  await out.write(`${out.paint('faint', time)}  ${out.paint('busy', printable(routingKey))}  ${content}\n`);
}

async function writeBody(out: Out, message: Passing): Promise<void> {
  await out.write(bytesOf(message));
  await out.write('\n');
}
