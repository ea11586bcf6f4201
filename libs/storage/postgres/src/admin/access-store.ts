import {
  type AccessState,
  type AccessStore,
  type ApiToken,
  type AuditEntry,
  type AuditQuery,
  type AuditRecord,
  type AuditStore,
  type Permission,
  type TopicPermission,
  type User,
  type UserChange,
} from '@howdah/core';
import type { DataSource, EntityManager } from 'typeorm';
import type { Notifications } from '../notifications.js';
import type { Reader } from '../wire/reader.js';
import { entities, type PermissionRow, type TokenRow, type TopicPermissionRow, type UserRow } from './entities.js';
import { actIsRecorded, listEntries, recordCurrentAct, recordEntry } from './audit-log.js';
import { replicatedTransaction } from './replicated-transaction.js';
import { deleteRows, requireRow, requireVhost } from './rows.js';
import { announceChange, lockVersion, orStorageError, readVersion, readVersioned } from './versioned-change.js';

const noteUse = 'update howdah.api_token set last_used_at = greatest(last_used_at, $2) where id = $1';
const listUses = 'select id, last_used_at from howdah.api_token where last_used_at is not null';

/** Users, permissions and tokens in Postgres, through TypeORM. Changes reach the other brokers by the channel howdah_access. */
export class PostgresAccessStore implements AccessStore, AuditStore {
  readonly #source: DataSource;
  readonly #notifications: Notifications;
  readonly #reader: Pick<Reader, 'run'>;

  /** The audit is read through `reader`; default: as everything else. */
  constructor(source: DataSource, notifications: Notifications, reader?: Reader) {
    this.#source = source;
    this.#notifications = notifications;
    this.#reader = reader ?? { run: ({ text }, values) => source.query(text, [...values]) };
  }

  load(): Promise<AccessState> {
    return readVersioned(this.#source, 'access', async (manager) => {
      const users = await manager.find(entities.user, { order: { name: 'ASC' } });
      const permissions = await manager.find(entities.permission, { order: { userName: 'ASC', vhostId: 'ASC' } });
      const topics = await manager.find(entities.topicPermission, {
        order: { userName: 'ASC', vhostId: 'ASC', exchange: 'ASC' },
      });
      const tokens = await manager.find(entities.token, { order: { createdAt: 'ASC', id: 'ASC' } });
      const vhosts = new Map((await manager.find(entities.vhost)).map((vhost) => [vhost.id, vhost.name]));
      return {
        users: users.map(toUser),
        permissions: permissions.map((row) => toPermission(row, vhosts.get(row.vhostId)!)),
        topicPermissions: topics.map((row) => toTopicPermission(row, vhosts.get(row.vhostId)!)),
        tokens: tokens.map(toToken),
      };
    });
  }

  version(): Promise<number> {
    return readVersion(this.#source, 'access');
  }

  onChange(listener: () => void): Promise<void> {
    // Without notifications the poll of the version is what is left; it reports the trouble.
    return this.#notifications.listen('howdah_access', listener).catch(() => undefined);
  }

  async putUser({ name, passwordHash, role, loopbackOnly, impersonator }: UserChange): Promise<void> {
    const secret = passwordHash === undefined ? {} : { passwordHash };
    const row = { name, ...secret, role, loopbackOnly, impersonator };
    await this.#change(async (manager) => {
      await manager.upsert(entities.user, row, ['name']);
      return true;
    });
  }

  deleteUser(name: string): Promise<boolean> {
    return this.#change(async (manager) => (await deleteRows(manager, entities.user, { name })) > 0);
  }

  async putPermission({ user, vhost, configure, write, read }: Permission): Promise<void> {
    await this.#change(async (manager) => {
      await requireUser(manager, user);
      const { id: vhostId } = await requireVhost(manager, vhost);
      const row = { userName: user, vhostId, configure, write, read };
      await manager.upsert(entities.permission, row, ['userName', 'vhostId']);
      return true;
    });
  }

  deletePermission(user: string, vhost: string): Promise<boolean> {
    return this.#change(async (manager) => {
      const found = await manager.findOneBy(entities.vhost, { name: vhost });
      return found !== null && (await deleteRows(manager, entities.permission, { userName: user, vhostId: found.id })) > 0;
    });
  }

  async putTopicPermission({ user, vhost, exchange, write, read }: TopicPermission): Promise<void> {
    await this.#change(async (manager) => {
      await requireUser(manager, user);
      const { id: vhostId } = await requireVhost(manager, vhost);
      const row = { userName: user, vhostId, exchange, write, read };
      await manager.upsert(entities.topicPermission, row, ['userName', 'vhostId', 'exchange']);
      return true;
    });
  }

  deleteTopicPermission(user: string, vhost: string, exchange: string): Promise<boolean> {
    return this.#change(async (manager) => {
      const found = await manager.findOneBy(entities.vhost, { name: vhost });
      if (found === null) return false;
      const key = { userName: user, vhostId: found.id, exchange };
      return (await deleteRows(manager, entities.topicPermission, key)) > 0;
    });
  }

  async createToken({ user, createdAt, expiresAt, vhosts, ...token }: ApiToken): Promise<void> {
    await this.#change(async (manager) => {
      await requireUser(manager, user);
      const times = { createdAt: new Date(createdAt), expiresAt: expiresAt === null ? null : new Date(expiresAt) };
      await manager.insert(entities.token, { ...token, ...times, vhosts: vhosts === null ? null : [...vhosts], userName: user });
      return true;
    });
  }

  deleteToken(id: string): Promise<boolean> {
    return this.#change(async (manager) => (await deleteRows(manager, entities.token, { id })) > 0);
  }

  async noteTokenUse(id: string, at: number): Promise<void> {
    await orStorageError(this.#source.query(noteUse, [id, new Date(at)]));
  }

  async listTokenUses(): Promise<ReadonlyMap<string, number>> {
    const rows = await orStorageError(this.#source.query<{ id: string; last_used_at: Date }[]>(listUses));
    return new Map(rows.map((row) => [row.id, row.last_used_at.getTime()]));
  }

  async recordAudit(entry: AuditEntry): Promise<void> {
    await orStorageError(replicatedTransaction(this.#source, (manager) => recordEntry(manager, entry)));
  }

  listAudit(query: AuditQuery): Promise<readonly AuditRecord[]> {
    return orStorageError(listEntries(this.#reader, query));
  }

  async #change(work: (manager: EntityManager) => Promise<boolean>): Promise<boolean> {
    const changed = await orStorageError(
      replicatedTransaction(this.#source, async (manager) => {
        await lockVersion(manager, 'access');
        if (!(await work(manager))) return false;
        await announceChange(manager, 'access');
        await recordCurrentAct(manager);
        return true;
      }),
    );
    if (changed) actIsRecorded();
    return changed;
  }
}

async function requireUser(manager: EntityManager, name: string): Promise<void> {
  await requireRow(manager, entities.user, { name }, 'user_not_found', `user '${name}' not found`);
}

function toUser({ name, passwordHash, role, loopbackOnly, impersonator }: UserRow): User {
  return { name, passwordHash, role, loopbackOnly, impersonator };
}

function toPermission({ userName, configure, write, read }: PermissionRow, vhost: string): Permission {
  return { user: userName, vhost, configure, write, read };
}

function toTopicPermission({ userName, exchange, write, read }: TopicPermissionRow, vhost: string): TopicPermission {
  return { user: userName, vhost, exchange, write, read };
}

function toToken({ id, userName, role, description, vhosts, secretHash, createdAt, expiresAt }: TokenRow): ApiToken {
  return {
    id,
    user: userName,
    role,
    description,
    vhosts,
    secretHash,
    createdAt: createdAt.getTime(),
    expiresAt: expiresAt?.getTime() ?? null,
  };
}
