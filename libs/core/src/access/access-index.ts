import { roles, type ApiToken, type Permission, type Role, type TopicPermission, type User } from './model.js';
import { topicPattern } from './topic-pattern.js';
import type { AccessState } from '../ports/access-store.js';

/** A permission with its patterns compiled; null permits nothing. */
interface CompiledPermission {
  readonly configure: RegExp | null;
  readonly write: RegExp | null;
  readonly read: RegExp | null;
}

/** Likewise. */
interface CompiledTopicPermission {
  readonly write: RegExp | null;
  readonly read: RegExp | null;
}

/** Everything that access control looks up, at one version of the store. */
export interface AccessIndex {
  readonly version: number;
  readonly users: ReadonlyMap<string, User>;
  readonly tokens: ReadonlyMap<string, ApiToken>;
  readonly permissions: readonly Permission[];
  readonly topicPermissions: readonly TopicPermission[];
  permissionOf(user: string, vhost: string): CompiledPermission | undefined;
  topicPermissionOf(user: string, vhost: string, exchange: string): CompiledTopicPermission | undefined;
}

/** Built anew at every change, so that a pattern is compiled once and a lookup is two maps away. */
export function indexAccess(state: AccessState): AccessIndex {
  const byUser = new Map<string, Map<string, CompiledPermission>>();
  for (const permission of state.permissions) {
    const vhosts = byUser.get(permission.user) ?? new Map<string, CompiledPermission>();
    byUser.set(permission.user, vhosts.set(permission.vhost, compilePermission(permission)));
  }
  const topics = new Map(state.topicPermissions.map((one) => [topicKey(one.user, one.vhost, one.exchange), compileTopic(one)]));
  return {
    version: state.version,
    users: new Map(state.users.map((user) => [user.name, user])),
    tokens: new Map(state.tokens.map((token) => [token.id, token])),
    permissions: state.permissions,
    topicPermissions: state.topicPermissions,
    permissionOf: (user, vhost) => byUser.get(user)?.get(vhost),
    topicPermissionOf: (user, vhost, exchange) => topics.get(topicKey(user, vhost, exchange)),
  };
}

/** Those of a user, in a virtual host; any where none is named. */
export function concerning<T extends { readonly user: string; readonly vhost: string }>(
  rows: readonly T[],
  { user, vhost }: { readonly user?: string; readonly vhost?: string },
): readonly T[] {
  return rows.filter((row) => (user ?? row.user) === row.user && (vhost ?? row.vhost) === row.vhost);
}

/** `role` is `least` or above it. */
export function reaches(role: Role, least: Role): boolean {
  return roles.indexOf(role) >= roles.indexOf(least);
}

export function lowerRole(one: Role, other: Role): Role {
  return reaches(one, other) ? other : one;
}

function compilePermission({ configure, write, read }: Permission): CompiledPermission {
  return { configure: compilePattern(configure), write: compilePattern(write), read: compilePattern(read) };
}

function compilePattern(pattern: string): RegExp | null {
  return pattern === '' ? null : orNull(() => new RegExp(pattern));
}

function compileTopic(permission: TopicPermission): CompiledTopicPermission {
  const { write, read } = permission;
  return { write: orNull(() => topicPattern(write, permission)), read: orNull(() => topicPattern(read, permission)) };
}

function topicKey(user: string, vhost: string, exchange: string): string {
  return JSON.stringify([user, vhost, exchange]);
}

function orNull(compile: () => RegExp): RegExp | null {
  try {
    return compile();
  } catch {
    // Refused when it is set; one that came by another way permits nothing and leaves the rest usable.
    return null;
  }
}
