/** done: it was. refused: it may not be, or what was asked for is not there. failed: nobody knows, or the broker is at fault. */
export const auditOutcomes = ['done', 'refused', 'failed'] as const;
export type AuditOutcome = (typeof auditOutcomes)[number];

/** Something that somebody did, or wanted to. */
export interface AuditEntry {
  readonly user: string;
  /** The verb, e.g. `deleteQueue`. */
  readonly action: string;
  /** Null when it is about no virtual host. */
  readonly vhost: string | null;
  /** What it was done to: a name or id. */
  readonly target: string;
  readonly outcome: AuditOutcome;
  /** Code of the error; null when it was done. */
  readonly error: string | null;
  /** What else there is to know: JSON, never a secret, never a payload. */
  readonly details: Readonly<Record<string, unknown>>;
}

export interface AuditRecord extends AuditEntry {
  /** Grows with time. */
  readonly id: number;
  /** ms since 1970. */
  readonly at: number;
}

export interface AuditQuery {
  readonly limit: number;
  /** Only those before the record of this id. */
  readonly before: number;
  readonly user?: string;
  readonly action?: string;
  readonly vhost?: string;
  readonly target?: string;
  readonly outcome?: AuditOutcome;
  /** ms since 1970, included. */
  readonly since?: number;
  /** Excluded. */
  readonly until?: number;
}

/** Remembers who did what for 90 days. Nothing else changes or removes a record. */
export interface AuditStore {
  recordAudit(entry: AuditEntry): Promise<void>;
  /** Newest first. */
  listAudit(query: AuditQuery): Promise<readonly AuditRecord[]>;
}
