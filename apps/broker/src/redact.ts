import { parseDatabaseUrl, parseReplicaUrls } from '@howdah/storage-postgres';
import { off } from './config-rules.js';

/** Variables whose value, or part of it, nobody may read in a log or a terminal. */
export type SecretVariable = 'HOWDAH_ADMIN_PASSWORD' | 'HOWDAH_DATABASE_URL' | 'HOWDAH_REPLICA_URLS';

const hidden = '***';

/** A variable's value as it may be shown. */
export function redact(name: string, value: string): string {
  if (name === 'HOWDAH_ADMIN_PASSWORD') return hidden;
  if (value === '' || value === off) return value;
  if (name === 'HOWDAH_REPLICA_URLS') return hidePasswords(value, parseReplicaUrls);
  return name === 'HOWDAH_DATABASE_URL' ? redactUrl(value) : value;
}

/** The URL without its password. */
export function redactUrl(text: string): string {
  return hidePasswords(text, parseDatabaseUrl);
}

/** What cannot be read is hidden altogether, since a password may be anywhere. */
function hidePasswords(text: string, read: (text: string) => unknown): string {
  try {
    read(text);
  } catch {
    return hidden;
  }
  return text.replace(/(:\/\/[^:@/?#]*:)[^@/?#]*@/g, `$1${hidden}@`).replace(/([?&]password=)[^&#,]*/g, `$1${hidden}`);
}
