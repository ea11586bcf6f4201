/** A slow, salted hash for passwords; the algorithm and its cost are in the hash itself (PHC form). */
export interface PasswordHasher {
  hash(password: string): Promise<string>;
  /** False when the password is another one or the hash is malformed. */
  verify(hash: string, password: string): Promise<boolean>;
}
