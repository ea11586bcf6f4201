import 'reflect-metadata';
import { openApiDocument } from '@howdah/contracts';
import type { Broker, Log } from '@howdah/core';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import { withoutBasePath } from './dashboard/base-path.js';
import { serveDashboard, type DashboardOptions, type ShownEnvironment } from './dashboard/serve-dashboard.js';
import { HttpProblem } from './errors/http-problem.js';
import { problemDocument, sendProblem } from './errors/problem-document.js';
import { ProblemFilter } from './errors/problem-filter.js';
import { refuseCrossSite, setSecurityHeaders } from './http/browser-safety.js';
import { dateBy } from './http/date.js';
import { acceptJson } from './http/json-body.js';
import { traceIdOf } from './http/trace-id.js';
import { API_DOCUMENT, BASE_PATH, BROKER, METRICS, VERSION } from './injected.js';
import { authenticate } from './login/authenticate.js';
import { RestModule } from './rest-module.js';
import { ReadSourceInterceptor } from './route/read-source.interceptor.js';
import type { MetricsSource } from './system/broker-metrics.js';
import { serveDocs } from './system/docs.js';

export interface RestAppOptions {
  readonly broker: Broker;
  readonly log: Log;
  /** Largest message body in bytes; a request may be half as large again, for base64 and what is around it. */
  readonly maxMessageBytes: number;
  /** Of the program, for the API's document. */
  readonly version: string;
  readonly metrics: MetricsSource;
  /** Where a proxy shows the API and the dashboard. Begins and ends with a slash; default /. */
  readonly basePath?: string;
  /** What the dashboard says it is looking at; the colour is one of its own: gray, green, blue, amber, red. */
  readonly environment?: ShownEnvironment;
  /** Where the built dashboard is; without it none is served. */
  readonly dashboardDirectory?: string;
  /** Is told of every route as it is registered. */
  readonly onRoute?: (route: RouteOptions) => void;
}

/** The REST API of a broker, initialised and not yet listening. */
export async function createRestApp(options: RestAppOptions): Promise<NestFastifyApplication> {
  const { broker, log, version, metrics, basePath = '/', dashboardDirectory } = options;
  const document = openApiDocument(version);
  const module = RestModule.with([
    { provide: BROKER, useValue: broker },
    { provide: BASE_PATH, useValue: basePath },
    { provide: VERSION, useValue: version },
    { provide: API_DOCUMENT, useValue: document },
    { provide: METRICS, useValue: metrics },
  ]);
  const app = await NestFactory.create<NestFastifyApplication>(module, adapterFor(options), {
    ...{ logger: false, bodyParser: false, abortOnError: false },
  });
  prepare(app.getHttpAdapter().getInstance(), options);
  app.useGlobalFilters(new ProblemFilter(log));
  app.useGlobalInterceptors(new ReadSourceInterceptor());
  serveDocs(app, document);
  if (dashboardDirectory !== undefined) serveDashboard(app.getHttpAdapter().getInstance(), shownOf(options, dashboardDirectory));
  return app.init();
}

function shownOf({ basePath = '/', environment }: RestAppOptions, directory: string): DashboardOptions {
  return { directory, basePath, ...(environment && { environment }) };
}

/** Percent-encoded, a name of 255 bytes has three times as many characters. */
const paramLengthMax = 3 * 255;

function adapterFor({ maxMessageBytes, basePath = '/' }: RestAppOptions): FastifyAdapter {
  return new FastifyAdapter({
    bodyLimit: Math.ceil(maxMessageBytes * 1.5),
    genReqId: traceIdOf,
    rewriteUrl: ({ url = '/' }) => withoutBasePath(url, basePath),
    routerOptions: { maxParamLength: paramLengthMax },
    // What the router itself refuses never reaches a filter.
    frameworkErrors: ({ message }: Error, request: FastifyRequest, reply: FastifyReply) =>
      sendProblem(reply, problemDocument(new HttpProblem('request_refused', message), request)),
  });
}

function prepare(fastify: FastifyInstance, { broker, onRoute }: RestAppOptions): void {
  if (onRoute !== undefined) fastify.addHook('onRoute', onRoute);
  fastify.addHook('onRequest', dateBy(broker));
  fastify.addHook('onRequest', setSecurityHeaders);
  fastify.addHook('onRequest', refuseCrossSite);
  fastify.addHook('onRequest', authenticate(broker.access));
  acceptJson(fastify);
}
