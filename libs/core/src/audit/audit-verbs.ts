import type { Authorizer } from '../access/authorizer.js';
import type { Session } from '../access/session.js';
import type { AuditQuery, AuditRecord, AuditStore } from '../ports/audit-store.js';

export interface AuditVerbs {
  /** For administrators. Newest first. */
  list(session: Session, query: AuditQuery): Promise<readonly AuditRecord[]>;
}

export function createAuditVerbs(store: AuditStore, authorizer: Authorizer): AuditVerbs {
  return {
    async list(session, query) {
      authorizer.requireRole(session, 'admin');
      return store.listAudit(query);
    },
  };
}
