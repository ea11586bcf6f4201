import type { TimeAxis } from '../data/history.js';
import type { Format } from '../preferences/format.js';

const daySeconds = 86_400;

/** How instants of an axis are written: with the day where it is longer than one. */
export function clockOf({ length }: TimeAxis, format: Format): Format['clock'] {
  return length > daySeconds ? format.dayTime : format.clock;
}
