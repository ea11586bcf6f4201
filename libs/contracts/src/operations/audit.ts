import { z } from 'zod';
import { operation } from '../operation.js';
import { named } from '../schema/named.js';
import { pageOf, pageQuery } from '../schema/page.js';
import { id, instant } from '../schema/values.js';

const outcome = z.enum(['done', 'refused', 'failed']);
const text = z.string().min(1).exactOptional();

const auditRecord = named(
  'AuditRecord',
  z.strictObject({
    id,
    at: instant,
    user: z.string(),
    action: z.string().meta({ description: 'E.g. deleteQueue, putPermission, peek.' }),
    vhost: z.string().nullable(),
    target: z.string(),
    outcome,
    error: z.string().nullable().meta({ description: 'Code of the error; null when it was done.' }),
    details: z.record(z.string(), z.unknown()),
  }),
);

export const auditOperations = {
  listAudit: operation({
    mayBeStale: true,
    ...{ id: 'listAudit', method: 'GET', tag: 'Audit', path: '/v1/audit' },
    summary: 'Who did what, and who read payloads, newest first',
    description: 'Kept for 90 days.',
    query: pageQuery.extend({
      ...{ user: text, action: text, vhost: text, target: text },
      outcome: outcome.exactOptional(),
      since: instant.exactOptional(),
      until: instant.exactOptional().meta({ description: 'Excluded.' }),
    }),
    responses: { 200: pageOf('AuditPage', auditRecord) },
  }),
};
