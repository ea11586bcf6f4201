import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** What Debian has to offer for it, and where that is when it is installed. */
const programs = [
  // Patroni only recommends it.
  { package: 'python3-etcd', path: '/usr/lib/python3/dist-packages/etcd' },
  { package: 'etcd-server', path: '/usr/bin/etcd' },
] as const;

const versionsFolder = '/usr/lib/postgresql';

export interface Programs {
  /** Of Postgres: `postgres`, `pg_ctl`, `pg_rewind` and the rest. */
  readonly binDir: string;
  /** Path of the program. */
  readonly patroni: string;
  readonly patroniMajor: number;
  /** For the title. */
  readonly versions: string;
}

/** @param patroni its path. @throws Error that names the packages that are missing. */
export async function findPrograms(patroni: string): Promise<Programs> {
  const wanted = [{ package: 'patroni', path: patroni }, ...programs];
  const missing: string[] = wanted.filter(({ path }) => !existsSync(path)).map((program) => program.package);
  const binDir = newestPostgres();
  if (binDir === undefined) missing.push('postgresql');
  if (missing.length > 0) throw missingPackages('the cluster', missing);
  const version = await firstLine(patroni, ['--version']);
  const etcd = await firstLine('/usr/bin/etcd', ['--version']);
  const postgres = await firstLine(join(binDir!, 'postgres'), ['--version']);
  return {
    binDir: binDir!,
    patroni,
    patroniMajor: Number(/\d+/.exec(version)![0]),
    versions: [
      postgres.replace(/^postgres \(PostgreSQL\) (\S+).*/, 'PostgreSQL $1'),
      version.replace(/^patroni(\.py)?/, 'Patroni'),
      etcd.replace(' Version:', ''),
    ].join(', '),
  };
}

/** The library that shifts a program's clock. @throws Error when it is not installed. */
export function findClockShifter(): string {
  const path = readdirSync('/usr/lib')
    .map((folder) => join('/usr/lib', folder, 'faketime/libfaketimeMT.so.1'))
    .find((file) => existsSync(file));
  if (path === undefined) throw missingPackages('another time for a broker', ['libfaketime']);
  return path;
}

function newestPostgres(): string | undefined {
  if (!existsSync(versionsFolder)) return undefined;
  const versions = readdirSync(versionsFolder)
    .map(Number)
    .sort((a, b) => b - a);
  return versions
    .map((version) => join(versionsFolder, String(version), 'bin'))
    .find((folder) => existsSync(join(folder, 'postgres')));
}

const missingPackages = (what: string, packages: readonly string[]): Error =>
  new Error(
    `${what} takes Debian's ${packages.join(', ')}, which this machine lacks: apt-get install --no-install-recommends ${packages.join(' ')}`,
  );

async function firstLine(program: string, programArguments: readonly string[]): Promise<string> {
  return (await run(program, programArguments)).stdout.split('\n')[0]!.trim();
}
