import { z } from 'zod';
import { hasBody, readFromHeader, stalenessHeader, type Operation, type ResponseBody } from './operation.js';
import { operations } from './operations.js';
import { sessionCookie } from './operations/sessions.js';
import { problem, problemKinds, problemMediaType, type ProblemCode } from './problem.js';
import { components } from './schema/named.js';

type Json = Record<string, unknown>;

const referTo = (id: string) => `#/components/schemas/${id}`;

/** Refusals that any operation may answer; those of a login are for the ones that need it. */
const everywhere: readonly ProblemCode[] = [
  'invalid_request',
  'internal',
  'draining',
  'storage_unavailable',
  'cross_site_request',
];
const withLogin: readonly ProblemCode[] = ['login_refused', 'access_refused'];
const withBody: readonly ProblemCode[] = ['invalid_json', 'request_too_large', 'unsupported_media_type'];

/** The API as an OpenAPI 3.1 document. */
export function openApiDocument(version: string): Json {
  return {
    openapi: '3.1.0',
    info: { title: 'Howdah', version, description: 'A message broker carried by Postgres.', license: { name: 'Apache-2.0' } },
    servers: [{ url: '/' }],
    security: [{ basic: [] }, { bearer: [] }, { session: [] }],
    paths: pathsOf(Object.values(operations)),
    components: {
      schemas: { ...namedSchemas('output'), ...requestSchemas() },
      securitySchemes: {
        basic: { type: 'http', scheme: 'basic', description: 'User name and password.' },
        bearer: { type: 'http', scheme: 'bearer', bearerFormat: 'hwd_…', description: 'An API token.' },
        session: { type: 'apiKey', in: 'cookie', name: sessionCookie, description: 'What openSession gave a browser.' },
      },
    },
  };
}

function pathsOf(all: readonly Operation[]): Json {
  const paths: Record<string, Json> = {};
  for (const one of all) (paths[one.path] ??= {})[one.method.toLowerCase()] = describe(one);
  return paths;
}

function describe(one: Operation): Json {
  return {
    ...{ operationId: one.id, tags: [one.tag], summary: one.summary },
    ...(one.description === undefined ? {} : { description: one.description }),
    ...(one.isPublic === true ? { security: [] } : {}),
    parameters: [
      ...parametersOf(one.params, 'path'),
      ...parametersOf(one.query, 'query'),
      ...parametersOf(one.headers, 'header'),
    ],
    ...(hasBody(one) ? { requestBody: requestBodyOf(one.body) } : {}),
    responses: { ...successesOf(one), ...refusalsOf(one) },
  };
}

function parametersOf(schema: z.ZodObject, place: 'path' | 'query' | 'header'): Json[] {
  const { properties = {}, required = [] } = inline(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: string[];
  };
  return Object.entries(properties).map(([name, { description, ...json }]) => ({
    ...{ name, in: place, required: required.includes(name), schema: json },
    ...(description === undefined ? {} : { description }),
  }));
}

function requestBodyOf(body: z.ZodType): Json {
  const required = !z.safeParse(body, undefined).success;
  return { required, content: { 'application/json': { schema: inline(body, 'input') } } };
}

function successesOf({ responses, mayBeStale }: Operation): Json {
  const headers = mayBeStale === true ? { headers: readHeaders } : {};
  return Object.fromEntries(
    Object.entries(responses).map(([status, body]) => [status, { ...responseOf(status, body), ...headers }]),
  );
}

const readHeaders = {
  [readFromHeader]: {
    description: '`primary`, or the replica that answered as host:port.',
    schema: { type: 'string' },
  },
  [stalenessHeader]: {
    description: 'All that was committed so long before the answer is in it, ms.',
    schema: { type: 'integer', minimum: 0 },
  },
};

function responseOf(status: string, body: ResponseBody): Json {
  const description = descriptions[status] ?? 'Done';
  if (body === null) return { description };
  const content =
    typeof body === 'string'
      ? { [body]: { schema: { type: 'string' } } }
      : { 'application/json': { schema: inline(body, 'output') } };
  return { description, content };
}

const descriptions: Record<string, string> = {
  200: 'Done',
  201: 'Created',
  204: 'Done',
  207: 'A result for each item; some were refused',
  503: 'Not now',
};

function refusalsOf(one: Operation): Json {
  const codes = [...everywhere, ...(one.isPublic === true ? [] : withLogin), ...(hasBody(one) ? withBody : []), ...one.problems];
  const statuses = [...new Set(codes.map((code) => problemKinds[code].status))].filter((status) => !(status in one.responses));
  return Object.fromEntries(
    statuses.map((status) => [status, refusal(codes.filter((code) => problemKinds[code].status === status))]),
  );
}

function refusal(codes: readonly ProblemCode[]): Json {
  const titles = [...new Set(codes)].map((code) => `${code}: ${problemKinds[code].title}`);
  return {
    description: titles.join('; '),
    content: { [problemMediaType]: { schema: { $ref: referTo(components.get(problem)!.id) } } },
  };
}

// ── schemas ─────────────────────────────────────────────────────────────────────────────────────────────────────────

type Direction = 'input' | 'output';

/** The format says it; the pattern that zod adds is a page long. */
function override({ jsonSchema }: { readonly jsonSchema: z.core.JSONSchema.BaseSchema }): void {
  if (jsonSchema.format === 'date-time') delete jsonSchema.pattern;
}

/** A schema where it is used: named ones by reference, also inside. */
function inline(schema: z.ZodType, io: Direction): Json {
  const known = components.get(schema);
  if (known !== undefined) return { $ref: referTo(known.id) };
  const { $schema: _, $defs: __, ...json } = z.toJSONSchema(schema, { io, override });
  return JSON.parse(JSON.stringify(json).replaceAll('"#/$defs/', `"${referTo('')}`)) as Json;
}

function namedSchemas(io: Direction): Record<string, Json> {
  const { schemas } = z.toJSONSchema(components, { io, override, uri: referTo });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, { $schema: _, $id: __, id: ___, ...json }]) => [name, json as Json]),
  );
}

/** What a client sends may leave out what has a default; by convention their names end so. */
function requestSchemas(): Record<string, Json> {
  return Object.fromEntries(Object.entries(namedSchemas('input')).filter(([id]) => id.endsWith('Request')));
}
