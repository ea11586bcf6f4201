import { readFileSync } from 'node:fs';
import type { Query } from './diagnosis.js';

/** Every object of the schema with its definition: 'column queue.name' → 'text not null'. */
export type SchemaCatalogue = Readonly<Record<string, string>>;

/** Tables of segments come and go with the messages; TypeORM keeps its own. */
const ours = String.raw`c.relname !~ '^message_(durable|transient)_\d+' and c.relname <> 'migration'`;

const objects = `
with relations as (
  select c.oid, c.relname as name, c.relkind as kind, c.relpersistence as persistence, c.reloptions as options
  from pg_class c where c.relnamespace = 'howdah'::regnamespace and ${ours}
)
select 'table ' || name as object,
       concat_ws(' ', case persistence when 'u' then 'unlogged' end, case kind when 'p' then 'partitioned' end,
                 (select string_agg(o, ', ' order by o) from unnest(options) o)) as definition
from relations where kind in ('r', 'p')
union all
select 'column ' || name || '.' || a.attname,
       concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                 case a.attidentity when 'a' then 'identity always' when 'd' then 'identity' end,
                 'default ' || pg_get_expr(d.adbin, d.adrelid))
from relations join pg_attribute a on a.attrelid = relations.oid and a.attnum > 0 and not a.attisdropped
left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
where kind in ('r', 'p')
union all
select 'index ' || c.relname, pg_get_indexdef(i.indexrelid)
from pg_index i join pg_class c on c.oid = i.indexrelid join relations on relations.oid = i.indrelid
union all
select 'constraint ' || name || '.' || conname, pg_get_constraintdef(pg_constraint.oid)
from relations join pg_constraint on conrelid = relations.oid and contype in ('p', 'u', 'f', 'c', 'x')
union all
select 'sequence ' || name, null from relations where kind = 'S'
union all
select 'function ' || p.oid::regprocedure::text, md5(p.prosrc)
from pg_proc p where p.pronamespace = 'howdah'::regnamespace
order by 1`;

/** What the database has. */
export async function readCatalogue(query: Query): Promise<SchemaCatalogue> {
  const rows = await query<{ object: string; definition: string | null }>(objects);
  return Object.fromEntries(rows.map(({ object, definition }) => [object, definition ?? '']));
}

/** What the migrations of this program make; a test keeps the file in step with them. */
export function expectedCatalogue(): SchemaCatalogue {
  return JSON.parse(readFileSync(new URL('../../schema.json', import.meta.url), 'utf8')) as SchemaCatalogue;
}

/** Objects by how the database differs from what is expected. */
export interface Drift {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  readonly extra: readonly string[];
}

export function compareCatalogues(found: SchemaCatalogue, expected: SchemaCatalogue): Drift {
  const names = Object.keys(expected);
  return {
    missing: names.filter((name) => !(name in found)),
    changed: names.filter((name) => name in found && found[name] !== expected[name]),
    extra: Object.keys(found).filter((name) => !(name in expected)),
  };
}
