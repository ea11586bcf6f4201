import { Document, visit } from 'yaml';
import { formatJson, withBigInts } from '../api/exact-json.js';

export const formats = ['table', 'plain', 'json', 'ndjson', 'yaml'] as const;
export type Format = (typeof formats)[number];

/** How a value is written for programs. */
export const writeValue: Readonly<Record<'json' | 'ndjson' | 'yaml', (value: unknown) => string>> = {
  json: (value) => `${formatJson(value, 2)}\n`,
  ndjson: (value) => `${formatJson(value)}\n`,
  yaml: (value) => toYaml(withBigInts(value)),
};

/** An empty list or object in one line reads better than YAML's block. */
function toYaml(value: unknown): string {
  const document = new Document(value, { aliasDuplicateObjects: false });
  visit(document, {
    Collection: (_, node) => void (node.items.length === 0 && (node.flow = true)),
  });
  return document.toString({ lineWidth: 0 });
}
