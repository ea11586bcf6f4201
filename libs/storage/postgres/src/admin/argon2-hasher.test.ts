import { expect, it } from 'vitest';
import { argon2Hasher } from './argon2-hasher.js';

it('hashes with argon2id and a salt of its own each time', async () => {
  const [one, other] = [await argon2Hasher.hash('secret'), await argon2Hasher.hash('secret')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(one).not.toBe(other);
});

it('verifies the password that was hashed and no other', async () => {
  const hash = await argon2Hasher.hash('secret');
  expect([await argon2Hasher.verify(hash, 'secret'), await argon2Hasher.verify(hash, 'Secret')]).toEqual([true, false]);
});

it('takes a malformed hash for a password that does not match', async () => {
  expect(await argon2Hasher.verify('not a hash', 'secret')).toBe(false);
});
