import { expect, it } from 'vitest';
import { parseDatabaseUrl } from './database-url.js';

const shown = (text: string) => parseDatabaseUrl(text).map(({ name, url }) => [name, url]);

it.each([
  ['postgres://u:p@a:5433/db', [['a:5433', 'postgres://u:p@a:5433/db']]],
  ['postgresql://a/db?sslmode=require', [['a:5432', 'postgresql://a:5432/db?sslmode=require']]],
  [
    'postgres://u:p%40@a:1,b:2,c/db?target_session_attrs=read-write&sslmode=require',
    [
      ['a:1', 'postgres://u:p%40@a:1/db?sslmode=require'],
      ['b:2', 'postgres://u:p%40@b:2/db?sslmode=require'],
      ['c:5432', 'postgres://u:p%40@c:5432/db?sslmode=require'],
    ],
  ],
  [
    'postgres://[::1]:1,127.0.0.1/db',
    [
      ['[::1]:1', 'postgres://[::1]:1/db'],
      ['127.0.0.1:5432', 'postgres://127.0.0.1:5432/db'],
    ],
  ],
  [
    'postgres:///db?host=a,b&port=1,2',
    [
      ['a:1', 'postgres://a:1/db'],
      ['b:2', 'postgres://b:2/db'],
    ],
  ],
  [
    'postgres://u@/db?host=/var/run/postgresql',
    [['/var/run/postgresql', 'postgres://u@localhost:5432/db?host=%2Fvar%2Frun%2Fpostgresql']],
  ],
  [
    'postgres://u@localhost:5433/db?host=/var/run/postgresql',
    [['/var/run/postgresql', 'postgres://u@localhost:5433/db?host=%2Fvar%2Frun%2Fpostgresql']],
  ],
  [
    'postgres://u@a:1,b:2/db?host=c,d',
    [
      ['c:1', 'postgres://u@c:1/db'],
      ['d:2', 'postgres://u@d:2/db'],
    ],
  ],
  ['postgres:///db', [['localhost:5432', 'postgres://localhost:5432/db']]],
])('reads %s as libpq does', (text, nodes) => expect(shown(text)).toEqual(nodes));

it.each([
  ['mysql://a/db', /no URL/],
  ['postgres://a:99999/db', /'a:99999' is no host/],
  ['postgres://a,b:x/db', /'b:x' is no host/],
  ['postgres://a:x/db?host=b', /'a:x' is no host/],
  ['postgres://a:99999/db?host=/tmp', /'a:99999' is no host/],
  ['postgres://a/db?target_session_attrs=standby', /'standby'; a broker writes: read-write, primary, any/],
  ['postgres://u:s/cret@a/db', /no host/],
])('refuses %s', (text, reason) => expect(() => parseDatabaseUrl(text)).toThrow(reason));
