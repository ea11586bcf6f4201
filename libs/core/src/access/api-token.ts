import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiToken } from './model.js';

/** hwd_<id: 16 hex digits>_<secret: 32 random bytes, base64url> */
const tokenForm = /^hwd_([0-9a-f]{16})_([A-Za-z0-9_-]{43})$/;

export interface MintedToken {
  readonly id: string;
  readonly token: string;
  readonly secretHash: Buffer;
}

export function mintToken(): MintedToken {
  const id = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('base64url');
  return { id, token: `hwd_${id}_${secret}`, secretHash: hashSecret(secret) };
}

/** The stored token that this text proves to be, unless it is unknown, wrong or no longer valid at `now`. */
export function verifyToken(text: string, tokens: ReadonlyMap<string, ApiToken>, now: number): ApiToken | null {
  const [, id = '', secret = ''] = tokenForm.exec(text) ?? [];
  const stored = tokens.get(id);
  if (stored === undefined || !equalHashes(stored.secretHash, hashSecret(secret))) return null;
  return stored.expiresAt !== null && stored.expiresAt <= now ? null : stored;
}

function hashSecret(secret: string): Buffer {
  return createHash('sha256').update(secret).digest();
}

function equalHashes(stored: Buffer, found: Buffer): boolean {
  return stored.length === found.length && timingSafeEqual(stored, found);
}
