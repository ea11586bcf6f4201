export { CertificateAuthority, type Certificate, type Subject } from './certificate-authority.js';
export { createDatabase, type TestDatabase } from './create-database.js';
export { freePort } from '@howdah/postgres-cluster';
