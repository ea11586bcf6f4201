import type { Permission, Role, TokenInfo, TopicPermission, User } from './model.js';
import type { Session } from './session.js';

export interface Login {
  readonly user: string;
  readonly password: string;
  /** The peer's address is a loopback address. */
  readonly loopback: boolean;
}

/** Login, users, permissions of both kinds, and API tokens. */
export interface AccessVerbs {
  /** login_refused for an unknown user, a wrong password and a loopback-only user from elsewhere: never says which. */
  login(login: Login): Promise<Session>;
  /** `token` as createToken returned it. */
  loginWithToken(token: string): Promise<Session>;
  /** For a peer whose name was proved otherwise, by its TLS certificate: login_refused for an unknown user. */
  loginAs(user: string): Promise<Session>;
  listUsers(session: Session): Promise<readonly Omit<User, 'passwordHash'>[]>;
  /** Creates it or replaces everything about it; without a password that stays as it is, and a new user needs one: invalid_argument. */
  putUser(
    session: Session,
    user: { name: string; password?: string | null | undefined; role: Role; loopbackOnly?: boolean; impersonator?: boolean },
  ): Promise<void>;
  deleteUser(session: Session, name: string): Promise<void>;
  listPermissions(session: Session, filter: { user?: string; vhost?: string }): Promise<readonly Permission[]>;
  putPermission(session: Session, permission: Permission): Promise<void>;
  deletePermission(session: Session, user: string, vhost: string): Promise<void>;
  listTopicPermissions(session: Session, filter: { user?: string; vhost?: string }): Promise<readonly TopicPermission[]>;
  putTopicPermission(session: Session, permission: TopicPermission): Promise<void>;
  /** False when there is none. */
  deleteTopicPermission(session: Session, user: string, vhost: string, exchange: string): Promise<boolean>;
  listTokens(session: Session): Promise<readonly TokenInfo[]>;
  /**
   * The whole token is returned once and never again. It has at most its user's role, and at most that of an operator where it is for some
   * virtual hosts alone. A session that is for some alone creates none: not_permitted.
   */
  createToken(
    session: Session,
    token: { user: string; role: Role; description: string; expiresAt: number | null; vhosts?: readonly string[] | null },
  ): Promise<{ readonly token: string; readonly info: TokenInfo }>;
  deleteToken(session: Session, id: string): Promise<void>;
  /** login_refused as `login` does. The token logs in like any other, for 12 hours; `expiresAt` in ms since 1970. */
  openBrowserSession(login: Login): Promise<{ readonly token: string; readonly session: Session; readonly expiresAt: number }>;
  /** Revokes the token of a session; does nothing for one that is no session's. */
  closeBrowserSession(token: string): Promise<void>;
}
