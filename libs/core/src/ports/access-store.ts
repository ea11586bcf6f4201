import type { ApiToken, Permission, TopicPermission, User } from '../access/model.js';

/** What access control needs at hand; small, so it is loaded whole and kept. */
export interface AccessState {
  readonly version: number;
  readonly users: readonly User[];
  readonly permissions: readonly Permission[];
  readonly topicPermissions: readonly TopicPermission[];
  readonly tokens: readonly ApiToken[];
}

/** Without a hash: the password stays as it is. */
export type UserChange = Omit<User, 'passwordHash'> & Partial<Pick<User, 'passwordHash'>>;

/** Remembers users, their permissions and API tokens. Secrets arrive hashed. */
export interface AccessStore {
  load(): Promise<AccessState>;
  version(): Promise<number>;
  /**
   * Registered once: something was changed (a hint; the core also polls `version`). Resolves when what is changed from then on is heard
   * of, or cannot be.
   */
  onChange(listener: () => void): Promise<void>;
  /** Creates the user or replaces everything about it, less its password where no hash is given: a new user has none then. */
  putUser(user: UserChange): Promise<void>;
  /** Deletes its permissions of both kinds and its tokens too. False when there is none. */
  deleteUser(name: string): Promise<boolean>;
  putPermission(permission: Permission): Promise<void>;
  deletePermission(user: string, vhost: string): Promise<boolean>;
  putTopicPermission(permission: TopicPermission): Promise<void>;
  deleteTopicPermission(user: string, vhost: string, exchange: string): Promise<boolean>;
  createToken(token: ApiToken): Promise<void>;
  deleteToken(id: string): Promise<boolean>;
  /** No change of the access state: no version, no announcement. `at` in ms since 1970; an earlier one than is noted changes nothing. */
  noteTokenUse(id: string, at: number): Promise<void>;
  /** When tokens were last used; those that never were are left out. */
  listTokenUses(): Promise<ReadonlyMap<string, number>>;
}
