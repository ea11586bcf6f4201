import { parseDatabaseUrl } from '@howdah/storage-postgres';

/** Variables whose value, or part of it, nobody may read in a log or a terminal. */
export type SecretVariable = 'HOWDAH_ADMIN_PASSWORD' | 'HOWDAH_DATABASE_URL';

const hidden = '***';

/** A variable's value as it may be shown. */
export function redact(name: string, value: string): string {
  if (name === 'HOWDAH_ADMIN_PASSWORD') return hidden;
  return name === 'HOWDAH_DATABASE_URL' && value !== '' ? redactUrl(value) : value;
}

/** The URL without its password; what cannot be read as a URL is hidden altogether, since the password may be anywhere. */
export function redactUrl(text: string): string {
  try {
    parseDatabaseUrl(text);
  } catch {
    return hidden;
  }
  return text.replace(/^([^:]+:\/\/[^:@/?#]*:)[^@/?#]*@/, `$1${hidden}@`).replace(/([?&]password=)[^&#]*/g, `$1${hidden}`);
}
