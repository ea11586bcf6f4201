import { setTimeout as pause } from 'node:timers/promises';
import { operations, type OutputOf } from '@howdah/contracts';
import { exitCodes, type ExitCode } from '../exit-codes.js';
import type { Invocation } from '../invocation.js';
import type { Paint, Tone } from '../output/colours.js';
import { formatCount, formatDuration, formatNumberOf, formatRate } from '../output/figures.js';
import { Screen } from '../output/screen.js';

export type MessageOperation = OutputOf<typeof operations.getOperation>;

const lookMs = 500;
/** What was moved last may still be on its way to a consumer: waited for as long as something more becomes known now and then. */
const fatesMsMax = 3_000;

/** Shows the progress until it ends or somebody pauses it. Some failed again or were skipped: partial. */
export async function followOperation(invocation: Invocation, operation: string): Promise<ExitCode> {
  const { client, out, io } = invocation;
  const screen = out.isLive ? new Screen(io.stdout) : undefined;
  const started = Date.now();
  let changedAt = started;
  let following = 0;
  try {
    for (;;) {
      const now = await client.lookUp(operations.getOperation, { params: { operation } });
      if (now.state === 'running' || now.following !== following) changedAt = Date.now();
      following = now.following;
      screen?.draw(progress(now, changedAt - started, out.paint));
      if (now.state === 'paused') return await tellPaused(invocation, now);
      const isKnown = following === 0 || Date.now() - changedAt > fatesMsMax;
      if (now.state !== 'running' && isKnown) return await tellEnd(invocation, now);
      await pause(lookMs, undefined, { signal: io.signal });
    }
  } finally {
    screen?.close();
    if (io.signal.aborted) out.note(`it goes on without you: howdah operation watch ${operation}`);
  }
}

async function tellPaused({ out }: Invocation, operation: MessageOperation): Promise<ExitCode> {
  if (!out.isTable) await out.value(operation);
  out.warn(`operation ${operation.id} is paused: ${operation.stateReason ?? 'no reason was given'}`);
  out.note(`howdah operation resume ${operation.id} goes on, howdah operation report ${operation.id} tells what failed`);
  return exitCodes.partial;
}

async function tellEnd({ out }: Invocation, operation: MessageOperation): Promise<ExitCode> {
  if (!out.isTable) await out.value(operation);
  const { id, state, moved, failed, following, skipped } = operation;
  const skips = Object.entries(skipped).map(([reason, messages]) => `${formatCount(messages)} ${reason}`);
  const text = [
    `operation ${id} ${state}: ${formatNumberOf(moved, 'message')} ${operation.kind === 'purge' ? 'removed' : 'moved'}`,
    ...(failed === 0 ? [] : [`${formatCount(failed)} failed again`]),
    ...(following === 0 ? [] : [`of ${formatCount(following)} nothing is known yet`]),
    ...(skips.length === 0 ? [] : [`left: ${skips.join(', ')}`]),
  ].join(', ');
  const isWhole = state === 'completed' && failed === 0 && skips.length === 0;
  if (isWhole) await out.done(text);
  else out.warn(`${text}; howdah operation report ${id} tells why`);
  return isWhole ? exitCodes.ok : exitCodes.partial;
}

const barWidth = 30;

/** Two lines: a bar, and what became of those that were moved. */
function progress(operation: MessageOperation, ms: number, paint: Paint): string {
  const { total, moved, skipped, state, succeeded, failed, following, kind, id } = operation;
  const done = moved + Object.values(skipped).reduce((sum, messages) => sum + messages, 0);
  const share = total === null ? 0 : total === 0 ? 1 : Math.min(1, done / total);
  const filled = Math.round(share * barWidth);
  const bar = `${paint('good', '█'.repeat(filled))}${paint('faint', '░'.repeat(barWidth - filled))}`;
  const speed = ms < 1_000 ? '' : `  ${formatRate(moved / (ms / 1_000))}/s`;
  const fates = [
    figure(paint, 'good', '✓', succeeded, 'succeeded'),
    figure(paint, 'bad', '✗', failed, 'failed again'),
    figure(paint, 'busy', '…', following, 'under way'),
    figure(paint, 'warn', '○', done - moved, 'left'),
  ];
  const amount = `${formatCount(done)} of ${total === null ? '?' : formatCount(total)}`;
  return `${kind} ${id}  ${bar}  ${amount}${speed}  ${formatDuration(ms)}  ${state}\n${fates.join('  ')}`;
}

function figure(paint: Paint, tone: Tone, sign: string, messages: number, word: string): string {
  return paint(messages === 0 ? 'faint' : tone, `${sign} ${formatCount(messages)} ${word}`);
}
