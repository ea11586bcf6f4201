import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import addFormats from 'ajv-formats';
import type { LightMyRequestResponse } from 'fastify';
import { expect } from 'vitest';

interface Answer {
  readonly content?: Readonly<Record<string, unknown>>;
}

interface Operation {
  readonly responses: Readonly<Record<string, Answer>>;
}

interface ApiDocument {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
}

/** The served OpenAPI document as a judge: an answer that it does not describe fails the test. */
export class ApiContract {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true });
  readonly #paths: readonly (readonly [path: string, pattern: RegExp])[];
  readonly #document: ApiDocument;

  constructor(document: Record<string, unknown>) {
    this.#document = document as unknown as ApiDocument;
    addFormats.default(this.#ajv);
    this.#ajv.addSchema({ $id: 'api', ...document });
    // A path with fewer parameters is meant first.
    const paths = Object.keys(this.#document.paths).sort((one, other) => one.split('{').length - other.split('{').length);
    this.#paths = paths.map((path) => [path, new RegExp(`^${path.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^/]+')}$`)]);
  }

  check(method: string, url: string, response: LightMyRequestResponse): void {
    const type = String(response.headers['content-type'] ?? '').split(';')[0] ?? '';
    const validate = this.#validator(method.toLowerCase(), url.split('?')[0] ?? '', String(response.statusCode), type);
    if (validate === null) return;
    validate(/[/+]json$/.test(type) ? response.json() : response.body);
    expect(validate.errors, `${method} ${url} → ${response.statusCode} ${response.body}`).toBeNull();
  }

  /** Null when the document says that nothing is answered, or knows no such path. */
  #validator(method: string, url: string, status: string, type: string): ValidateFunction | null {
    const [path] = this.#paths.find(([, pattern]) => pattern.test(url)) ?? [];
    const operation = path === undefined ? undefined : this.#document.paths[path]?.[method];
    if (path === undefined || operation === undefined) return null;
    const answer = operation.responses[status];
    expect(answer, `${method} ${path} documents the status ${status}`).toBeDefined();
    if (answer?.content === undefined) return null;
    expect(Object.keys(answer.content), `${method} ${path} documents the content type of ${status}`).toContain(type);
    const pointer = ['paths', path, method, 'responses', status, 'content', type, 'schema'];
    return this.#ajv.compile({ $ref: `api#/${pointer.map(escape).join('/')}` });
  }
}

/** As a fragment. [RFC 6901, 6] */
function escape(step: string): string {
  return encodeURIComponent(step.replaceAll('~', '~0').replaceAll('/', '~1'));
}
