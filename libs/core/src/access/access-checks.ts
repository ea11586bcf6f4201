import { BrokerError } from '../errors.js';
import { refusedPattern } from '../refused-pattern.js';
import { roles, type Permission, type Role, type TopicPermission } from './model.js';
import { topicPattern } from './topic-pattern.js';

const nameBytesMax = 255;
/** A password is hashed whole; the limit keeps a login from being work without end. */
const passwordBytesMax = 1024;

export function checkName(what: string, name: string): void {
  const bytes = Buffer.byteLength(name);
  if (bytes >= 1 && bytes <= nameBytesMax && !name.includes('\0')) return;
  throw invalid(`${what} must have 1 to ${nameBytesMax} bytes and no NUL, found ${bytes} bytes`);
}

export function checkPassword(password: string): void {
  const bytes = Buffer.byteLength(password);
  if (bytes >= 1 && bytes <= passwordBytesMax) return;
  throw invalid(`password must have 1 to ${passwordBytesMax} bytes, found ${bytes}`);
}

export function checkRole(role: Role): void {
  if (!roles.includes(role)) throw invalid(`role must be one of ${roles.join(', ')}, found '${role as string}'`);
}

export function checkPatterns(permission: Permission): void {
  for (const action of ['configure', 'write', 'read'] as const)
    checkPattern(action, permission[action], (pattern) => new RegExp(pattern));
}

export function checkTopicPatterns(permission: TopicPermission): void {
  for (const action of ['write', 'read'] as const)
    checkPattern(action, permission[action], (pattern) => topicPattern(pattern, permission));
}

function checkPattern(action: string, pattern: string, compile: (pattern: string) => RegExp): void {
  try {
    compile(pattern);
  } catch (cause) {
    throw refusedPattern(`${action} pattern '${pattern}'`, pattern, cause);
  }
}

export function invalid(message: string, remedy?: string): BrokerError {
  return new BrokerError('invalid_argument', message, remedy === undefined ? {} : { remedy });
}
