/** What this package needs of a Standard Schema, version 1 (https://standardschema.dev): zod, valibot, arktype and others have it. */
export interface Schema<Input = unknown, Output = Input> {
  /** What the specification asks for. */
  readonly '~standard': {
    /** Of the specification. */
    readonly version: 1;
    /** The library. */
    readonly vendor: string;
    /** What the schema makes of a value, or what is wrong with it. */
    readonly validate: (value: unknown) => SchemaResult<Output> | Promise<SchemaResult<Output>>;
    /** For the compiler alone. */
    readonly types?:
      | {
          /** What is published. */
          readonly input: Input;
          /** What a handler gets. */
          readonly output: Output;
        }
      | undefined;
  };
}

export type SchemaResult<Output> =
  { readonly value: Output; readonly issues?: undefined } | { readonly issues: readonly SchemaIssue[] };

export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}
