import { hash, verify } from '@node-rs/argon2';
import type { PasswordHasher } from '@howdah/core';

/** argon2id with 19 MiB, two passes and one lane: the library's defaults and OWASP's first recommendation. */
export const argon2Hasher: PasswordHasher = {
  hash: (password) => hash(password),
  verify: (stored, password) => verify(stored, password).catch(() => false),
};
