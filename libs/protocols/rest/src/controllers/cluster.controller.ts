import { operations } from '@howdah/contracts';
import type { Broker, Cluster, DatabaseHealth, Session } from '@howdah/core';
import { Controller, Inject } from '@nestjs/common';
import { BROKER } from '../injected.js';
import { instant, instantOrNull } from '../json/instant.js';
import { Caller } from '../login/caller.js';
import { Route } from '../route/route.js';

const { getCluster } = operations;

@Controller()
export class ClusterController {
  constructor(@Inject(BROKER) private readonly broker: Broker) {}

  @Route(getCluster)
  async get(@Caller() session: Session) {
    return showCluster(await this.broker.cluster.describe(session));
  }
}

function showCluster({ at, self, replication, brokers, nodes, primary, standbys, database }: Cluster) {
  return {
    at: instant(at),
    durability: replication,
    brokers: brokers.map(({ id, addresses, startedAt, ...broker }) => ({
      ...{ ...broker, id: String(id), addresses: [...addresses], startedAt: instant(startedAt), isSelf: id === self },
    })),
    nodes: [...nodes],
    primary: primary && {
      ...primary,
      startedAt: instant(primary.startedAt),
      promotedAt: instantOrNull(primary.promotedAt),
    },
    standbys: [...standbys],
    database: database && showDatabase(database),
  };
}

function showDatabase({ vacuum, ...database }: DatabaseHealth) {
  return { ...database, vacuum: { ...vacuum, lastAt: instantOrNull(vacuum.lastAt) } };
}
