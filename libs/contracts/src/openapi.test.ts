import { describe, expect, it } from 'vitest';
import { openApiDocument } from './openapi.js';
import { operations } from './operations.js';

interface ApiDocument {
  readonly components: { readonly schemas: Readonly<Record<string, unknown>> };
  readonly paths: Readonly<Record<string, Readonly<Record<string, { readonly operationId: string }>>>>;
}

const document = openApiDocument('1.2.3') as unknown as ApiDocument;

describe('the OpenAPI document', () => {
  it('has an operation of its own for every entry of the table', () => {
    const described = Object.values(document.paths).flatMap((methods) =>
      Object.values(methods).map(({ operationId }) => operationId),
    );
    expect(described.sort()).toEqual(Object.keys(operations).sort());
    for (const [name, { id }] of Object.entries(operations)) expect(id).toBe(name);
  });

  it('refers to nothing that it does not have', () => {
    const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, reference]) => reference);
    const known = Object.keys(document.components.schemas).map((name) => `#/components/schemas/${name}`);
    expect([...new Set(references)].sort()).toEqual(known.filter((name) => references.includes(name)).sort());
    expect(references.length).toBeGreaterThan(100);
  });

  it('names each parameter of a path', () => {
    for (const { path, params } of Object.values(operations)) {
      const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      expect(Object.keys(params.shape).sort(), path).toEqual(inPath.sort());
    }
  });

  it('asks of a request nothing that has a default', () => {
    expect(document.components.schemas['ReceiveRequest']).not.toHaveProperty('required');
    expect(document.components.schemas['QueueRequest']).not.toHaveProperty('required');
  });
});
