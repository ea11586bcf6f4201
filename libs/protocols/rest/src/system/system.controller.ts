import { operations, problemKinds, problemType, type InputOf, type ProblemCode } from '@howdah/contracts';
import type { Broker, Session } from '@howdah/core';
import { Controller, Header, Inject, Res } from '@nestjs/common';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import { HttpProblem } from '../errors/http-problem.js';
import { API_DOCUMENT, BROKER, METRICS } from '../injected.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';
import type { MetricsSource } from './broker-metrics.js';
import { queueMetrics } from './queue-metrics.js';

const { livez, readyz, metrics, detailedMetrics, getOpenApi, getProblemType } = operations;

@Controller()
export class SystemController {
  constructor(
    @Inject(BROKER) private readonly broker: Broker,
    @Inject(METRICS) private readonly shown: MetricsSource,
    @Inject(API_DOCUMENT) private readonly document: Record<string, unknown>,
  ) {}

  @Route(livez)
  livez() {
    return { status: 'ok' as const };
  }

  @Route(readyz)
  async readyz(@Res({ passthrough: true }) reply: FastifyReply) {
    const { ready, checks } = await this.broker.health();
    if (!ready) void reply.status(503);
    return { status: ready ? ('ready' as const) : ('not ready' as const), checks: [...checks] };
  }

  @Route(metrics)
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  metrics(): Promise<string> {
    return this.shown.metrics();
  }

  @Route(detailedMetrics)
  @Header('content-type', Registry.PROMETHEUS_CONTENT_TYPE)
  async detailedMetrics(
    @Caller() session: Session,
    @Input(detailedMetrics) { query }: InputOf<typeof detailedMetrics>,
  ): Promise<string> {
    return queueMetrics(await this.broker.statistics.queues(session, query.vhost), this.broker.now());
  }

  @Route(getOpenApi)
  openApi() {
    return this.document;
  }

  @Route(getProblemType)
  problemType(@Input(getProblemType) { params }: InputOf<typeof getProblemType>) {
    if (!isProblemCode(params.code)) throw new HttpProblem('problem_not_found', `there is no problem type '${params.code}'`);
    return { type: problemType(params.code), code: params.code, ...problemKinds[params.code] };
  }
}

function isProblemCode(code: string): code is ProblemCode {
  return Object.hasOwn(problemKinds, code);
}
