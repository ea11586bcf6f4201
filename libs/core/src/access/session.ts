import type { ConnectionId } from '../ports/presence-store.js';
import type { Role } from './model.js';

/** Who acts. Made by a login only. */
export interface Session {
  readonly user: string;
  readonly role: Role;
  /** The connection that acts; exclusive queues belong to one. Absent for whoever has none, as over HTTP. */
  readonly connection?: ConnectionId;
}
