/** What a user may do in administration, from least to most; independent of the permissions on messages. */
export const roles = ['none', 'viewer', 'payload-viewer', 'operator', 'admin'] as const;
/**
 * none: messages only, no administration. viewer: sees names, counts and settings, never a payload.
 * payload-viewer: reads messages too. operator: also declares, deletes, purges and settles. admin: also users, virtual hosts and tokens.
 */
export type Role = (typeof roles)[number];

export interface User {
  readonly name: string;
  /** argon2id in PHC form; null: no login by password. */
  readonly passwordHash: string | null;
  readonly role: Role;
  /** May log in from loopback addresses only. */
  readonly loopbackOnly: boolean;
  /** May publish messages with any user id, as a gateway does for others. */
  readonly impersonator: boolean;
}

/** Unanchored regular expressions over queue and exchange names, as RabbitMQ has them; '' permits nothing. */
export interface Permission {
  readonly user: string;
  readonly vhost: string;
  readonly configure: string;
  readonly write: string;
  readonly read: string;
}

/**
 * Which routing keys of a topic exchange a user may use, as unanchored regular expressions: `write` to publish with, `read` to bind with.
 * `{username}` and `{vhost}` stand for the names. Without one for an exchange, its permission decides alone.
 */
export interface TopicPermission {
  readonly user: string;
  readonly vhost: string;
  /** Name of an exchange, which need not exist. */
  readonly exchange: string;
  readonly write: string;
  readonly read: string;
}

/** A credential for HTTP that acts as its user, at most with its own role. */
export interface ApiToken {
  /** Public part, shown in lists and logs. */
  readonly id: string;
  readonly user: string;
  readonly role: Role;
  readonly description: string;
  /** Good for these virtual hosts alone, by name; null: for all that its user may use. */
  readonly vhosts: readonly string[] | null;
  /** SHA-256 of the secret part: it has 32 random bytes, so no slow hash is needed. */
  readonly secretHash: Buffer;
  /** ms since 1970. */
  readonly createdAt: number;
  readonly expiresAt: number | null;
}

/** What is shown of a token. */
export interface TokenInfo extends Omit<ApiToken, 'secretHash'> {
  /** To the minute, ms since 1970; null: never. */
  readonly lastUsedAt: number | null;
}
