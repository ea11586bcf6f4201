import { cpus } from 'node:os';

/** What the figures were measured on. */
export function environment(postgresVersion: string): string {
  const processors = cpus();
  return `${processors.length} × ${processors[0]?.model ?? 'unknown processor'}, Node ${process.versions.node}, PostgreSQL ${postgresVersion}, fsync on`;
}
