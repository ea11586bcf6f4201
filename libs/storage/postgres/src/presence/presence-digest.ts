import type { OwnPresence } from '@howdah/core';

/** As digest_own_presence.sql has it of what the database knows: how many they are, and the exclusive or of their ids, which are random. */
export const digestOf = ({ connections, consumers }: OwnPresence): string =>
  [connections.length, xorOf(connections), consumers.length, xorOf(consumers)].join(' ');

const xorOf = (those: readonly { readonly id: number }[]): bigint => those.reduce((xor, { id }) => xor ^ BigInt(id), 0n);
