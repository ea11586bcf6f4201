import { roles, type ApiToken, type Permission, type Role, type User } from './model.js';
import type { AccessState } from '../ports/access-store.js';

/** A permission with its patterns compiled; null permits nothing. */
interface CompiledPermission {
  readonly configure: RegExp | null;
  readonly write: RegExp | null;
  readonly read: RegExp | null;
}

/** Everything that access control looks up, at one version of the store. */
export interface AccessIndex {
  readonly version: number;
  readonly users: ReadonlyMap<string, User>;
  readonly tokens: ReadonlyMap<string, ApiToken>;
  readonly permissions: readonly Permission[];
  permissionOf(user: string, vhost: string): CompiledPermission | undefined;
}

/** Built anew at every change, so that a pattern is compiled once and a lookup is two maps away. */
export function indexAccess(state: AccessState): AccessIndex {
  const byUser = new Map<string, Map<string, CompiledPermission>>();
  for (const permission of state.permissions) {
    const vhosts = byUser.get(permission.user) ?? new Map<string, CompiledPermission>();
    byUser.set(permission.user, vhosts.set(permission.vhost, compilePermission(permission)));
  }
  return {
    version: state.version,
    users: new Map(state.users.map((user) => [user.name, user])),
    tokens: new Map(state.tokens.map((token) => [token.id, token])),
    permissions: state.permissions,
    permissionOf: (user, vhost) => byUser.get(user)?.get(vhost),
  };
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
  try {
    return pattern === '' ? null : new RegExp(pattern);
  } catch {
    // Refused when it is set; one that came by another way permits nothing and leaves the rest usable.
    return null;
  }
}
