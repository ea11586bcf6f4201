import type { ConnectionId } from '../ports/presence-store.js';
import type { Role } from './model.js';

/** Who acts. Made by a login only. */
export interface Session {
  readonly user: string;
  readonly role: Role;
  /** Acts in these virtual hosts alone, as its token says. Absent: in all that its user may use. */
  readonly vhosts?: readonly string[];
  /** The connection that acts; exclusive queues belong to one. Absent for whoever has none, as over HTTP. */
  readonly connection?: ConnectionId;
}
