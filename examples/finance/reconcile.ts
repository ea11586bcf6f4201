import type pg from 'pg';
import { reconcile, type Check } from '../environment/reconciliation.js';
import type { Accident } from './accident.js';

const figures = `
  select
    (select count(*) from bank.transfer)::int                                                as requested,
    (select count(*) from bank.transfer where state = 'credited')::int                       as credited,
    (select count(*) from bank.transfer where state = 'refused')::int                        as refused,
    (select sum(opening_cents) from bank.account)::int                                       as opened,
    (select sum(balance_cents) from bank.account)::int                                       as held,
    (select count(*) from bank.entry)::int                                                   as entries,
    (select count(*) from bank.account a where balance_cents <> opening_cents
       + (select coalesce(sum(cents), 0) from bank.entry e where e.account = a.id))::int     as unexplained,
    (select count(*) from (
       select t.n < lag(t.n) over (partition by e.account, t.debtor order by e.id) as is_late
       from bank.entry e join bank.transfer t on t.id = e.transfer_id) as posted
     where is_late)::int                                                                     as late`;

type Figure = 'requested' | 'credited' | 'refused' | 'opened' | 'held' | 'entries' | 'unexplained' | 'late';

/** Sums of accounts and audit, the order of each account, and what an accident has left. */
export async function reconcileLedger(owner: pg.Pool, accident: Accident | undefined): Promise<boolean> {
  const of = (await owner.query<Record<Figure, number>>(figures)).rows[0]!;
  console.log(`${of.requested} transfers: ${of.credited} credited, ${of.refused} refused for want of cover`);
  return reconcile([
    { what: 'transfers requested = credited + refused', found: of.requested, expected: of.credited + of.refused },
    { what: 'cents on all accounts = cents at the opening', found: of.held, expected: of.opened },
    { what: 'entries of the audit = 2 × credited + refused', found: of.entries, expected: 2 * of.credited + of.refused },
    { what: 'accounts that their entries do not explain', found: of.unexplained, expected: 0 },
    { what: 'entries out of the order of their account', found: of.late, expected: 0 },
    ...(accident === undefined ? [] : await afterAccident(owner, accident)),
  ]);
}

async function afterAccident(owner: pg.Pool, { transferId, ledger }: Accident): Promise<readonly Check[]> {
  const text = `select count(*) filter (where ledger = $2)::int as lost, bool_or(redelivered)::int as again
                from bank.entry e join bank.transfer t on t.id = e.transfer_id and t.debtor = e.account where t.id = $1`;
  const { rows } = await owner.query<{ lost: number; again: number | null }>(text, [transferId, ledger]);
  const { lost, again } = rows[0]!;
  return [
    { what: `effects of the killed ledger ${ledger} on its last transfer`, found: lost, expected: 0 },
    { what: 'its message came again: it was not acknowledged', found: again ?? 0, expected: 1 },
  ];
}
