import { operations, type InputOf } from '@howdah/contracts';
import { jsonToTable, type Broker, type RouteStep, type Session } from '@howdah/core';
import { Controller, Inject } from '@nestjs/common';
import { BROKER } from '../injected.js';
import { showReason } from '../json/show-reason.js';
import { exchangeName, exchangeOfPath, showBinding } from '../json/show-topology.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { explainRoute, explainDelivery } = operations;

@Controller()
export class ExplanationsController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(explainRoute)
  async route(@Caller() session: Session, @Input(explainRoute) { params, query, body }: InputOf<typeof explainRoute>) {
    const { queues, steps } = await this.broker.explain.route(session, {
      ...{ vhost: query.vhost, exchange: exchangeOfPath(params.exchange), routingKey: body.routingKey },
      headers: jsonToTable(body.headers),
    });
    return { queues: [...queues], steps: steps.map(showStep) };
  }

  @Route(explainDelivery)
  async delivery(@Caller() session: Session, @Input(explainDelivery) { params, query }: InputOf<typeof explainDelivery>) {
    const { vhost } = query;
    const { state, attempts, reasons } = await this.broker.explain.delivery(session, vhost, params.queue, Number(params.message));
    return { message: params.message, state, attempts, reasons: reasons.map(showReason) };
  }
}

function showStep({ exchange, bindings, alternate, ...step }: RouteStep) {
  return {
    ...{ ...step, exchange: exchangeName(exchange), alternate: alternate === null ? null : exchangeName(alternate) },
    bindings: bindings.map(({ binding, matches, reason }) => {
      const { vhost: _, source: __, ...shown } = showBinding(binding);
      return { ...shown, matches, reason };
    }),
  };
}
