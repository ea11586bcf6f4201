import { setImmediate as nextTurn } from 'node:timers/promises';

/** Some milliseconds' work. */
const each = 500;

/** As flatMap, for what may be ten thousands: a part in each turn of the event loop, and messages go on between them. */
export async function flatMapInTurns<T, R>(items: readonly T[], map: (item: T) => R | readonly R[]): Promise<R[]> {
  const made: R[] = [];
  for (let begin = 0; begin < items.length; begin += each) {
    if (begin > 0) await nextTurn();
    made.push(...items.slice(begin, begin + each).flatMap(map));
  }
  return made;
}
