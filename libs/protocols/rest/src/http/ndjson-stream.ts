import { Readable } from 'node:stream';
import type { FastifyReply } from 'fastify';

/** Lines of JSON as a file to be kept; no faster than the client takes them. `pages` ends early when the client goes. */
export function sendNdjson(reply: FastifyReply, fileName: string, pages: AsyncIterable<readonly unknown[]>): void {
  void reply
    .type('application/x-ndjson')
    .header('content-disposition', `attachment; filename="${fileName}"`)
    .send(Readable.from(linesOf(pages), { objectMode: false }));
}

async function* linesOf(pages: AsyncIterable<readonly unknown[]>) {
  for await (const page of pages) if (page.length > 0) yield page.map((line) => `${JSON.stringify(line)}\n`).join('');
}
