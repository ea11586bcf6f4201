import type { TopologyVerbs } from '../broker-api.js';
import { reviseConsumers } from '../deliver/consume.js';
import { createBindingVerbs } from './binding-verbs.js';
import { createExchangeVerbs } from './exchange-verbs.js';
import { createPauseVerbs } from './pause-verbs.js';
import { createPolicyVerbs } from './policy-verbs.js';
import { createQueueVerbs } from './queue-verbs.js';
import type { TopologyContext } from './topology-context.js';
import { createVhostVerbs } from './vhost-verbs.js';

/** The verbs of virtual hosts, exchanges, queues, bindings and policies. Consumers of queues that go are told at once. */
export function createTopologyVerbs(context: TopologyContext): TopologyVerbs {
  context.topology.onQueuesChanged(() => reviseConsumers(context));
  return {
    ...createVhostVerbs(context),
    ...createExchangeVerbs(context),
    ...createQueueVerbs(context),
    ...createBindingVerbs(context),
    ...createPolicyVerbs(context),
    ...createPauseVerbs(context),
  };
}
