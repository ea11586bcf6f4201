import { fieldOf, type FieldTable, type Queue } from '@howdah/core';

/** What `x-queue-type` says; null when it says nothing. */
export function queueTypeOf(args: FieldTable): string | null {
  const type = fieldOf(args, 'x-queue-type');
  return type?.type === 'string' ? type.value.toString() : null;
}

export const isQuorum = (queue: Queue): boolean => queueTypeOf(queue.arguments) === 'quorum';
