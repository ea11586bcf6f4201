import type { Broker } from '@howdah/core';
import type { FastifyReply, FastifyRequest } from 'fastify';

/** Answers are dated by the time that is in them, so that ages come out right. [RFC 9110, 6.6.1] */
export function dateBy(broker: Pick<Broker, 'now'>) {
  return async (_request: FastifyRequest, reply: FastifyReply): Promise<void> => {
    void reply.header('date', new Date(broker.now()).toUTCString());
  };
}
