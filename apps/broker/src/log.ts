import type { Log } from '@howdah/core';
import { destination, pino, stdSerializers, type Logger } from 'pino';
import type { Config } from './config.js';

const headers = ['authorization', 'cookie', '["set-cookie"]', '["proxy-authorization"]'];
const places = ['', 'headers', '*.headers', 'req.headers', 'request.headers', 'error.headers'];

/** Wherever somebody may log a request's headers. */
const secretPaths = places.flatMap((place) => headers.map((header) => join(place, header)));

/** JSON lines on stderr, written at once: the last words before an end are the ones that matter. */
export function createLogger(
  level: Config['logLevel'],
  stream: { write(line: string): void } = destination({ fd: 2, sync: true }),
): Logger {
  return pino({ level, redact: secretPaths, serializers: { error: stdSerializers.err } }, stream);
}

/** The same as the core and the protocols know it. */
export function coreLog(logger: Logger): Log {
  return {
    info: (message, fields = {}) => logger.info(fields, message),
    warn: (message, fields = {}) => logger.warn(fields, message),
    error: (message, fields = {}) => logger.error(fields, message),
  };
}

function join(place: string, header: string): string {
  return place === '' || header.startsWith('[') ? `${place}${header}` : `${place}.${header}`;
}
