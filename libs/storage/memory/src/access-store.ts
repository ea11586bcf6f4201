import {
  BrokerError,
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

/** Users, permissions and tokens in maps. Starts without any. */
export class MemoryAccessStore implements AccessStore, AuditStore {
  #version = 0;
  #listener: () => void = () => {};
  readonly #users = new Map<string, User>();
  readonly #permissions = new Map<string, Permission>();
  readonly #topicPermissions = new Map<string, TopicPermission>();
  readonly #tokens = new Map<string, ApiToken>();
  readonly #uses = new Map<string, number>();
  readonly #audit: AuditRecord[] = [];

  async load(): Promise<AccessState> {
    return {
      version: this.#version,
      users: [...this.#users.values()],
      permissions: [...this.#permissions.values()],
      topicPermissions: [...this.#topicPermissions.values()],
      tokens: [...this.#tokens.values()],
    };
  }

  async version(): Promise<number> {
    return this.#version;
  }

  async onChange(listener: () => void): Promise<void> {
    this.#listener = listener;
  }

  async putUser({ passwordHash, ...user }: UserChange): Promise<void> {
    const kept = this.#users.get(user.name)?.passwordHash ?? null;
    this.#users.set(user.name, { ...user, passwordHash: passwordHash === undefined ? kept : passwordHash });
    this.#changed();
  }

  async deleteUser(name: string): Promise<boolean> {
    for (const owned of [this.#permissions, this.#topicPermissions, this.#tokens])
      for (const [key, { user }] of owned) if (user === name) owned.delete(key);
    return this.#changedIf(this.#users.delete(name));
  }

  async putPermission(permission: Permission): Promise<void> {
    this.#requireUser(permission.user);
    this.#permissions.set(keyOf(permission.user, permission.vhost), permission);
    this.#changed();
  }

  async deletePermission(user: string, vhost: string): Promise<boolean> {
    return this.#changedIf(this.#permissions.delete(keyOf(user, vhost)));
  }

  async putTopicPermission(permission: TopicPermission): Promise<void> {
    this.#requireUser(permission.user);
    this.#topicPermissions.set(keyOf(permission.user, permission.vhost, permission.exchange), permission);
    this.#changed();
  }

  async deleteTopicPermission(user: string, vhost: string, exchange: string): Promise<boolean> {
    return this.#changedIf(this.#topicPermissions.delete(keyOf(user, vhost, exchange)));
  }

  async createToken(token: ApiToken): Promise<void> {
    this.#requireUser(token.user);
    this.#tokens.set(token.id, token);
    this.#changed();
  }

  async deleteToken(id: string): Promise<boolean> {
    return this.#changedIf(this.#tokens.delete(id));
  }

  async noteTokenUse(id: string, at: number): Promise<void> {
    if (this.#tokens.has(id)) this.#uses.set(id, Math.max(at, this.#uses.get(id) ?? at));
  }

  async listTokenUses(): Promise<ReadonlyMap<string, number>> {
    return new Map(this.#uses);
  }

  #requireUser(name: string): void {
    if (!this.#users.has(name)) throw new BrokerError('user_not_found', `user '${name}' not found`);
  }

  #changedIf(changed: boolean): boolean {
    if (changed) this.#changed();
    return changed;
  }

  async recordAudit(entry: AuditEntry): Promise<void> {
    this.#audit.push({ ...entry, id: this.#audit.length + 1, at: Date.now() });
  }

  async listAudit(query: AuditQuery): Promise<readonly AuditRecord[]> {
    const { limit, before, since = -Infinity, until = Infinity } = query;
    const names = ['user', 'action', 'vhost', 'target', 'outcome'] as const;
    const isWanted = (record: AuditRecord): boolean =>
      record.id < before &&
      record.at >= since &&
      record.at < until &&
      names.every((name) => query[name] === undefined || query[name] === record[name]);
    return this.#audit.filter(isWanted).reverse().slice(0, limit);
  }

  #changed(): void {
    this.#version += 1;
    this.#listener();
  }
}

function keyOf(...names: readonly string[]): string {
  return JSON.stringify(names);
}
