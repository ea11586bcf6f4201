import { readdirSync, readFileSync } from 'node:fs';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';

const chart = new URL('../../deploy/kubernetes/howdah/', import.meta.url);
const read = (name: string): string => readFileSync(new URL(name, chart), 'utf8');
const values = parse(read('values.yaml')) as Record<string, unknown>;
const templates = readdirSync(new URL('templates/', chart)).map((name) => ({ name, text: read(`templates/${name}`) }));

function refusals(overrides: Record<string, unknown>): string[] {
  const validate = new Ajv({ allErrors: true, allowUnionTypes: true }).compile(JSON.parse(read('values.schema.json')) as object);
  validate({ ...values, ...overrides });
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
}

/** `a.b` of every value that templates read; what they hand on as it is counts as one. */
function pathsOf(value: unknown, path: readonly string[] = []): string[] {
  const isWhole = typeof value !== 'object' || value === null || Array.isArray(value) || Object.keys(value).length === 0;
  if (isWhole || path.at(-1) === 'resources') return [path.join('.')];
  return Object.entries(value).flatMap(([key, inner]) => pathsOf(inner, [...path, key]));
}

describe('the Helm chart', () => {
  it('has values that its schema accepts, and refuses what would not work', () => {
    expect(refusals({})).toEqual([]);
    expect(refusals({ replicaCount: 0 })).toEqual(['/replicaCount must be >= 1']);
    expect(refusals({ postgres: { enabled: true, instances: 2 } })).toEqual(['/postgres/instances must be >= 3']);
    expect(refusals({ replicas: 3 })).toEqual([' must NOT have additional properties']);
    expect(refusals({ config: { replication: 'maybe' } })).toEqual([
      '/config/replication must be equal to one of the allowed values',
    ]);
  });

  it('uses no value that is not in values.yaml, and has none that is not used', () => {
    const text = templates.map((template) => template.text.replaceAll(')', ' ')).join('\n');
    const used = [...text.matchAll(/\.Values\.([\w.]+)/g)].map(([, path]) => path!);
    const known = pathsOf(values);
    const isKnown = (path: string): boolean => known.some((one) => one === path || one.startsWith(`${path}.`));
    expect(used.filter((path) => !isKnown(path))).toEqual([]);
    // Within `with`, a value is called by its last words.
    const isRead = (path: string): boolean =>
      used.some((one) => one === path || (path.startsWith(`${one}.`) && text.includes(` ${path.slice(one.length)} `)));
    expect(known.filter((path) => !isRead(path))).toEqual([]);
  });

  it('is of the version of the program, and closes every block that it opens', () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };
    expect(parse(read('Chart.yaml'))).toMatchObject({ version, appVersion: version });
    for (const { name, text } of templates) {
      const words = [...text.matchAll(/{{-?\s*(if|with|range|define|end)\b/g)].map(([, word]) => word);
      expect([name, words.filter((word) => word !== 'end').length]).toEqual([
        name,
        words.filter((word) => word === 'end').length,
      ]);
    }
  });
});
