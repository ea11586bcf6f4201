import pc from 'picocolors';
import type { Io, Output } from '../io.js';

/** What something means; never the only sign of it. */
export type Tone = 'plain' | 'strong' | 'faint' | 'good' | 'warn' | 'bad' | 'busy';

export type Paint = (tone: Tone, text: string) => string;

/** Colours on a terminal alone, and not where NO_COLOR or the command line forbids them. FORCE_COLOR is for recordings. */
export function paintFor(stream: Output, { env }: Pick<Io, 'env'>, isAllowed: boolean): Paint {
  const isWanted = env['FORCE_COLOR'] ? env['FORCE_COLOR'] !== '0' : stream.isTTY === true && env['TERM'] !== 'dumb';
  const colours = pc.createColors(isAllowed && !env['NO_COLOR'] && isWanted);
  const painters: Readonly<Record<Tone, (text: string) => string>> = {
    plain: (text) => text,
    strong: colours.bold,
    faint: colours.dim,
    good: colours.green,
    warn: colours.yellow,
    bad: colours.red,
    busy: colours.cyan,
  };
  return (tone, text) => painters[tone](text);
}
