import { someOf, type Diagnosis, type Examine } from './diagnosis.js';

interface Rights {
  readonly role: string;
  readonly superuser: boolean;
  readonly owns_schema: boolean;
  readonly sees_statistics: boolean;
  readonly foreign_tables: string[];
}

const area = 'rights';

/** Whether the role may do what a broker does: it makes and drops tables of segments, and so has to own the schema. */
export const examineRights: Examine = async (query) => {
  const [rights] = await query<Rights>(
    `select current_user as role, usesuper as superuser,
            coalesce((select pg_has_role(nspowner, 'usage') from pg_namespace where nspname = 'howdah'), true) as owns_schema,
            pg_has_role('pg_read_all_stats', 'usage') as sees_statistics,
            array(select relname::text from pg_class where relnamespace = to_regnamespace('howdah') and relkind in ('r', 'p', 'S')
                  and not pg_has_role(relowner, 'usage') order by relname) as foreign_tables
     from pg_user where usename = current_user`,
  );
  return diagnose(rights!);
};

function diagnose({ role, superuser, owns_schema, sees_statistics, foreign_tables }: Rights): Diagnosis[] {
  const name = `"${role.replaceAll('"', '""')}"`;
  const found: Diagnosis[] = [];
  if (!owns_schema || foreign_tables.length > 0)
    found.push({
      ...{ area, level: 'bad' },
      found: owns_schema ? `${role} does not own ${someOf(foreign_tables)}` : `${role} does not own the schema howdah`,
      remedy: 'A broker makes and drops tables of the message log, and its role has to own them.',
      fix: [
        `alter schema howdah owner to ${name};`,
        ...foreign_tables.map((table) => `alter table howdah."${table}" owner to ${name};`),
      ].join('\n'),
    });
  if (!sees_statistics)
    found.push({
      ...{ area, level: 'warn', found: `${role} may not see whether standbys are in sync` },
      ...{ remedy: 'A broker then cannot tell replicated from single-copy.', fix: `grant pg_monitor to ${name};` },
    });
  if (superuser)
    found.push({
      ...{ area, level: 'warn', found: `${role} is a superuser` },
      remedy: 'A broker needs a role that owns its database, and no more.',
    });
  return found.length > 0 ? found : [{ area, level: 'ok', found: `${role} owns what it needs, and sees what it should` }];
}
