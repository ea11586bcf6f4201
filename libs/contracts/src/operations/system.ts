import { z } from 'zod';
import { operation } from '../operation.js';
import { problemCodes } from '../problem.js';
import { named } from '../schema/named.js';
import { inVhost } from '../schema/scope.js';

const liveness = named('Liveness', z.strictObject({ status: z.literal('ok') }));

const readiness = named(
  'Readiness',
  z.strictObject({
    status: z.enum(['ready', 'not ready']),
    checks: z.array(z.strictObject({ name: z.string(), ok: z.boolean(), detail: z.string() })),
  }),
);

const problemInfo = named(
  'ProblemType',
  z.strictObject({ type: z.string(), code: z.enum(problemCodes), title: z.string(), status: z.int(), retryable: z.boolean() }),
);

const apiDocument = named('OpenApiDocument', z.record(z.string(), z.unknown()));

const common = { method: 'GET', tag: 'System', isPublic: true } as const;
const exposition = 'text/plain';

export const systemOperations = {
  livez: operation({
    ...{ ...common, id: 'livez', path: '/livez', summary: 'The process answers' },
    description: 'Asks nothing of the database: a broker without one is not helped by a restart.',
    responses: { 200: liveness },
  }),
  readyz: operation({
    ...{ ...common, id: 'readyz', path: '/readyz', summary: 'The broker serves' },
    responses: { 200: readiness, 503: readiness },
  }),
  metrics: operation({
    ...{ ...common, id: 'metrics', path: '/metrics', summary: 'Counters of this broker and its process, for Prometheus' },
    responses: { 200: exposition },
  }),
  detailedMetrics: operation({
    ...{ ...common, id: 'detailedMetrics', path: '/metrics/detailed', isPublic: false },
    summary: 'Gauges of each queue of a virtual host, for Prometheus',
    query: inVhost,
    responses: { 200: exposition },
    problems: ['vhost_not_found'],
  }),
  getOpenApi: operation({
    ...{ ...common, id: 'getOpenApi', path: '/v1/openapi.json', summary: 'This document' },
    responses: { 200: apiDocument },
  }),
  getProblemType: operation({
    ...{ ...common, id: 'getProblemType', path: '/v1/problems/{code}', summary: 'What a problem type means' },
    params: z.strictObject({ code: z.string() }),
    responses: { 200: problemInfo },
    problems: ['problem_not_found'],
  }),
};
