export type LogFields = Readonly<Record<string, unknown>>;

/** Where the core tells an operator what happened. Fields hold no secret and no payload; an `error` field is an Error. */
export interface Log {
  info(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  error(message: string, fields?: LogFields): void;
}
