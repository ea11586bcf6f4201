import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface LossyProxy {
  readonly url: string;
  /** Answers that were lost, by the last word of the path. */
  readonly lost: ReadonlyMap<string, number>;
}

/** Passes every request on and has it answered, but cuts the line instead of passing on every `nth` answer to a POST. */
export async function startLossyProxy(target: string, nth: number): Promise<LossyProxy> {
  const seen = new Map<string, number>();
  const lost = new Map<string, number>();
  const server = createServer((request, response) => {
    void forward(target, request).then(async (answer) => {
      const body = Buffer.from(await answer.arrayBuffer());
      const kind = /(\w+)\?/.exec(request.url!)?.[1] ?? '';
      if (request.method !== 'POST' || count(seen, kind) % nth !== 0) return pass(answer, body, response);
      count(lost, kind);
      response.destroy();
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, lost };
}

async function forward(target: string, request: IncomingMessage): Promise<Response> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  const { authorization = '', 'idempotency-key': key } = request.headers;
  const headers = {
    authorization,
    'content-type': 'application/json',
    ...(key === undefined ? {} : { 'idempotency-key': String(key) }),
  };
  const hasBody = parts.length > 0;
  return fetch(target + request.url!, { method: request.method!, headers, ...(hasBody ? { body: Buffer.concat(parts) } : {}) });
}

function pass(answer: Response, body: Buffer, response: ServerResponse): void {
  response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type') ?? 'text/plain' }).end(body);
}

function count(counts: Map<string, number>, kind: string): number {
  const next = (counts.get(kind) ?? 0) + 1;
  counts.set(kind, next);
  return next;
}
