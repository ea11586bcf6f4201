import { operations, type InputOf } from '@howdah/contracts';
import type { AskedRange, Broker, History, Session } from '@howdah/core';
import { Controller, Inject } from '@nestjs/common';
import { BROKER } from '../injected.js';
import { instant } from '../json/instant.js';
import { Caller } from '../login/caller.js';
import { Input } from '../route/input.js';
import { Route } from '../route/route.js';

const { getOverviewHistory, getQueueHistory } = operations;

@Controller()
export class HistoryController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(getOverviewHistory)
  async overview(@Caller() session: Session, @Input(getOverviewHistory) { query }: InputOf<typeof getOverviewHistory>) {
    return showHistory(await this.broker.history.overview(session, rangeOf(query)));
  }

  @Route(getQueueHistory)
  async queue(@Caller() session: Session, @Input(getQueueHistory) { params, query }: InputOf<typeof getQueueHistory>) {
    return showHistory(await this.broker.history.queue(session, query.vhost, params.queue, rangeOf(query)));
  }
}

function rangeOf({ from, to, resolution }: InputOf<typeof getOverviewHistory>['query']): AskedRange {
  return {
    ...(from === undefined ? {} : { from: Date.parse(from) }),
    ...(to === undefined ? {} : { to: Date.parse(to) }),
    ...(resolution === undefined ? {} : { resolution }),
  };
}

function showHistory({ resolution, from, to, points }: History) {
  return {
    ...{ resolutionSeconds: resolution, from: instant(from), to: instant(to) },
    points: points.map((point) => ({
      ...{ at: instant(point.at), inRate: point.in / resolution, outRate: point.out / resolution },
      depth: point.depth === null ? null : { ...point.depth },
    })),
  };
}
