import { context, propagation, SpanKind, SpanStatusCode, trace, type Attributes, type Span } from '@opentelemetry/api';
import { isHowdahError } from './errors.js';
import type { Outgoing } from './link/link.js';
import type { Middleware } from './middleware/middleware.js';

/**
 * Spans for publishing and handling, and W3C trace context (`traceparent`) in the headers. A handling is a trace of its own that links to
 * the publish, so that a retry days later does not stretch it; a redelivery keeps the original. It uses what `@opentelemetry/api` finds
 * registered, and does nothing without. Names are those of the semantic conventions for RabbitMQ; `error.type` is the code of an error of
 * this SDK, and the name of any other.
 *
 * @example
 * ```ts
 * import { connect } from '@howdah/sdk';
 * import { tracing } from '@howdah/sdk/otel';
 *
 * const client = await connect('amqp://guest:guest@127.0.0.1:5672');
 * client.use(tracing()); // the first, so that it sees what other middlewares throw
 * ```
 */
export function tracing(): Middleware {
  const tracer = trace.getTracer('@howdah/sdk');
  return {
    name: 'tracing',
    publish: (message, next) =>
      tracer.startActiveSpan(
        `send ${message.routingKey}`,
        { kind: SpanKind.PRODUCER, attributes: attributesOf('send', message.routingKey, message.messageId) },
        (span) => {
          inject(message);
          return recorded(span, next);
        },
      ),
    handle: (message, next) => {
      const origin = trace.getSpanContext(propagation.extract(context.active(), message.headers));
      return tracer.startActiveSpan(
        `process ${message.queue}`,
        {
          kind: SpanKind.CONSUMER,
          attributes: { ...attributesOf('process', message.queue, message.id), 'howdah.message.attempt': message.attempt },
          links: origin === undefined ? [] : [{ context: origin }],
        },
        (span) => recorded(span, next),
      );
    },
  };
}

function inject(message: Outgoing): void {
  if ('traceparent' in message.headers) return;
  const carrier: Record<string, string> = {};
  propagation.inject(context.active(), carrier);
  message.headers = { ...message.headers, ...carrier };
}

async function recorded<T>(span: Span, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const failure = error instanceof Error ? error : new Error(String(error));
    span.recordException(failure);
    span.setAttribute('error.type', isHowdahError(error) ? error.code : failure.name);
    span.setStatus({ code: SpanStatusCode.ERROR, message: failure.message });
    throw error;
  } finally {
    span.end();
  }
}

const attributesOf = (operation: string, queue: string, id: string): Attributes => ({
  'messaging.system': 'rabbitmq',
  'messaging.operation.name': operation,
  'messaging.operation.type': operation,
  'messaging.destination.name': queue,
  'messaging.message.id': id,
});
