import type { ResourceKind } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import { toBrokerError } from '../errors.js';
import type { TopologyContext } from './topology-context.js';

type Access = Pick<TopologyContext, 'authorizer'>;

/** For whoever looks at a virtual host as an operator does. */
export function requireView({ authorizer }: Access, session: Session, vhost: string): void {
  authorizer.requireRole(session, 'viewer');
  authorizer.requireVhost(session, vhost);
}

/** Names of the virtual hosts that a session may see. */
export function seenVhosts(
  { authorizer, topology }: Pick<TopologyContext, 'authorizer' | 'topology'>,
  session: Session,
): ReadonlySet<string> {
  const names = topology.current.vhostNames();
  return new Set(names.filter((name) => refusalOf(() => authorizer.requireVhost(session, name)) === null));
}

/** Any permission on a queue or exchange is enough to know that it exists (a passive declaration); so is the view of its virtual host. */
export function requireSight(access: Access, session: Session, vhost: string, name: string, kind: ResourceKind): void {
  const { authorizer } = access;
  const ways = [
    () => requireView(access, session, vhost),
    () => authorizer.authorize(session, vhost, 'read', name, kind),
    () => authorizer.authorize(session, vhost, 'write', name, kind),
    () => authorizer.authorize(session, vhost, 'configure', name, kind),
  ];
  const refusals = ways.map(refusalOf);
  if (refusals.every((refusal) => refusal !== null)) throw refusals.at(-1) ?? new Error('no way was tried');
}

function refusalOf(check: () => void): Error | null {
  try {
    check();
    return null;
  } catch (thrown) {
    return toBrokerError(thrown);
  }
}
