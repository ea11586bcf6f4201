import { globalRegistry, registry, type z } from 'zod';

/** Schemas with a name of their own in the OpenAPI document. */
export const components = registry<{ readonly id: string }>();

export function named<S extends z.ZodType>(id: string, schema: S): S {
  components.add(schema, { id });
  // There other schemas find the name when they refer to this one.
  globalRegistry.add(schema, { id });
  return schema;
}
