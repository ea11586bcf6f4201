import { cpus, release, totalmem } from 'node:os';

/** What the figures were measured on. */
export function environment(postgresVersion: string): string {
  return `${processors()}, Node ${process.versions.node}, PostgreSQL ${postgresVersion}, fsync on`;
}

/** The machine and what runs programs on it. */
export function machine(): string {
  const gibibytes = Math.round(totalmem() / 1024 ** 3);
  return `${processors()}, ${gibibytes} GiB, Linux ${release()}, Node ${process.versions.node}`;
}

function processors(): string {
  return `${cpus().length} × ${cpus()[0]?.model ?? 'unknown processor'}`;
}
