import type { DeliveryRef } from '@howdah/core';
import { int4Array, int8Array } from '../wire/array-parameters.js';

/** Deliveries as the parameters $1 to $4 of settle_messages.sql and read_leased.sql. */
export function deliveryParameters(deliveries: readonly DeliveryRef[]): Buffer[] {
  return [
    int8Array(deliveries.map(({ lease }) => lease.runId)),
    int4Array(deliveries.map(({ lease }) => lease.queueId)),
    int8Array(deliveries.map(({ lease }) => lease.owner)),
    int8Array(deliveries.map(({ seq }) => seq)),
  ];
}
