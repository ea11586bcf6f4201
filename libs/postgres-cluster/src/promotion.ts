import { EmbeddedPostgresError } from './embedded-postgres-error.js';
import { withSession, type NodeSession } from './node-session.js';

const promotionSecondsMax = 60;

/** Ends a standby's recovery: it has replayed all that it received, and takes writes on a timeline of its own. */
export async function promote(session: NodeSession): Promise<void> {
  const [row] = await session.query<{ promoted: boolean }>('select pg_promote(true, $1) as promoted', [promotionSecondsMax]);
  if (row?.promoted) return;
  throw new EmbeddedPostgresError(`the standby did not become primary within ${promotionSecondsMax} s`, {
    remedy: 'look into its log beside the data directory',
  });
}

/** For a node that was chosen as primary and has not become one, because the supervisor died at that moment. */
export async function promoteIfStandby(url: string): Promise<void> {
  await withSession(
    url,
    async (session) => {
      const [row] = await session.query<{ standby: boolean }>('select pg_is_in_recovery() as standby');
      if (row?.standby) await promote(session);
    },
    (promotionSecondsMax + 10) * 1000,
  );
}
