import type { Role } from './model.js';

/** Who acts. Made by a login only. */
export interface Session {
  readonly user: string;
  readonly role: Role;
}
