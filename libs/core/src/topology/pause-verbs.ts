import type { TopologyVerbs } from '../broker-api.js';
import { BrokerError } from '../errors.js';
import { requireOwn } from './ownership.js';
import { requireView } from './sight.js';
import type { TopologyContext } from './topology-context.js';

export type PauseVerbs = Pick<TopologyVerbs, 'pauseQueue' | 'resumeQueue' | 'listPauses' | 'pausesOf'>;

const reasonLengthMax = 500;

/** When such a verb answers, every broker goes by it. */
export function createPauseVerbs(context: TopologyContext): PauseVerbs {
  const { topology, authorizer, queues, clock } = context;

  const find = async (session: Parameters<PauseVerbs['resumeQueue']>[0], vhost: string, name: string) => {
    authorizer.requireRole(session, 'operator');
    authorizer.requireVhost(session, vhost);
    const { queue } = await queues.find(vhost, name);
    // Whoever has no connection acts as an operator does.
    if (session.connection !== undefined) requireOwn(session, queue);
    return queue;
  };

  return {
    async pauseQueue(session, vhost, name, { kind, reason, until = null }) {
      const queue = await find(session, vhost, name);
      const since = clock.now();
      checkPause(reason, until, since);
      const pause = { queueId: queue.id, kind, reason, author: session.user, since, until };
      const { value } = await topology.change((store) => store.putPause(pause));
      topology.announceQueues();
      return value;
    },

    async resumeQueue(session, vhost, name, kind) {
      const queue = await find(session, vhost, name);
      await topology.refresh();
      const pause = queues.pausesOf(queue.id)[kind];
      if (pause === null) return false;
      const { changed } = await topology.change((store) => store.deletePause(pause));
      topology.announceQueues();
      return changed;
    },

    async listPauses(session, vhost) {
      requireView(context, session, vhost);
      const { queues: ofVhost } = await topology.find((current) => current.requireVhost(vhost));
      return [...ofVhost.values()].flatMap(({ id, name }) =>
        Object.values(queues.pausesOf(id)).flatMap((pause) => (pause === null ? [] : [{ ...pause, queue: name }])),
      );
    },

    pausesOf: ({ id }) => queues.pausesOf(id),
  };
}

function checkPause(reason: string, until: number | null, now: number): void {
  if (reason.trim() === '' || reason.length > reasonLengthMax)
    throw new BrokerError(
      'invalid_argument',
      `the reason has ${reason.length} characters; accepted are 1 to ${reasonLengthMax}`,
      {
        remedy: 'Say why the queue is paused, for whoever wonders.',
        details: { argument: 'reason' },
      },
    );
  if (until !== null && until <= now)
    throw new BrokerError('invalid_argument', `the pause would end at ${new Date(until).toISOString()}, which is past`, {
      remedy: 'Name a time to come, or none for a pause that somebody has to end.',
      details: { argument: 'until', found: until },
    });
}
