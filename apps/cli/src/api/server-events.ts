import { createParser } from 'eventsource-parser';
import { parseJson } from './exact-json.js';

export interface ServerEvent {
  readonly topic: string;
  readonly data: unknown;
}

/** The events of a stream, as they come. */
export async function* serverEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<ServerEvent> {
  const arrived: ServerEvent[] = [];
  const parser = createParser({
    onEvent: ({ event = 'message', data }) => void arrived.push({ topic: event, data: parseJson(data) }),
  });
  const decoder = new TextDecoder();
  for await (const chunk of stream as unknown as AsyncIterable<Uint8Array>) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    yield* arrived.splice(0);
  }
}
