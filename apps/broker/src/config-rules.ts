import { parseDatabaseUrl, parseReplicaUrls } from '@howdah/storage-postgres';
import { z } from 'zod';

/** A port that is not to be listened on. */
export const off = 'off';

/** `accepted` says in words what is. */
export function wholeNumber(min: number, max: number, accepted: string) {
  return z
    .string()
    .refine((text) => isWholeNumber(text, min, max), accepted)
    .transform(Number);
}

/** Null for `off`. */
export function portOrOff() {
  const accepted = 'a port from 0 to 65535 (0 takes any free one), or off';
  return z
    .string()
    .refine((text) => text === off || isWholeNumber(text, 0, 65_535), accepted)
    .transform((text) => (text === off ? null : Number(text)));
}

function isWholeNumber(text: string, min: number, max: number): boolean {
  return /^\d{1,10}$/.test(text) && Number(text) >= min && Number(text) <= max;
}

/** With a slash at either end. */
export function basePath() {
  return z
    .string()
    .regex(/^\/?([\w.~-]+\/?)*$/, 'a path such as /howdah, of letters, digits, dots, hyphens and slashes')
    .transform((text) => `/${text}/`.replace(/\/+/g, '/'));
}

/** One host, or several nodes of one cluster as libpq writes them. */
export function databaseUrl() {
  return urlText(
    parseDatabaseUrl,
    'a URL such as postgres://user:password@host:5432/database, with commas between several hosts',
  );
}

/** Null for `off`. */
export function replicaUrls() {
  const read = (text: string): unknown => text === off || parseReplicaUrls(text);
  const accepted = 'URLs such as postgres://user:password@host:5432/database with commas between them, or off';
  return urlText(read, accepted).transform((text) => (text === off ? null : text));
}

function urlText(read: (text: string) => unknown, accepted: string) {
  return z.string().superRefine((text, context) => {
    try {
      read(text);
    } catch (error) {
      context.addIssue({ code: 'custom', message: `${accepted} (${(error as Error).message})` });
    }
  });
}
