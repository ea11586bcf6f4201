import type { OwnPresence } from '@howdah/core';
import type { Row } from '../wire/database.js';

const highUnit = 2 ** 32;

/** As digest_own_presence.sql has it of what the database knows: how many they are, and all their ids, which are random, by exclusive or. */
export function digestOf({ connections, consumers }: OwnPresence): Row {
  return {
    connections: connections.length,
    connections_xor: xorOf(connections),
    consumers: consumers.length,
    consumers_xor: xorOf(consumers),
  };
}

export const agree = (a: Row, b: Row): boolean =>
  a['connections'] === b['connections'] &&
  a['connections_xor'] === b['connections_xor'] &&
  a['consumers'] === b['consumers'] &&
  a['consumers_xor'] === b['consumers_xor'];

/** Ids are below 2^53, and operators on bits work on 32 of them. */
function xorOf(those: readonly { readonly id: number }[]): number {
  let [high, low] = [0, 0];
  for (const { id } of those) {
    high ^= Math.floor(id / highUnit);
    low ^= id | 0;
  }
  return high * highUnit + (low >>> 0);
}
