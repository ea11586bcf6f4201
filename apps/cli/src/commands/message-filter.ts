import type { MessageFilterJson } from '@howdah/contracts';
import type { Command } from 'commander';
import { usageError } from '../cli-error.js';
import { parseInstant } from '../values/duration.js';
import { collectValue, type Values } from '../values/key-values.js';

/** Options that say which messages are meant. */
export interface FilterOptions {
  readonly message?: string;
  readonly origin?: string;
  readonly reason?: string;
  readonly error?: string;
  readonly group?: string;
  readonly since?: string;
  readonly before?: string;
  readonly header?: Values;
  readonly bodyValue?: Values;
}

export function addFilterOptions(command: Command): Command {
  return command
    .option('--message <id>', 'this message alone')
    .option('--group <group>', 'that died of an error of this group (howdah dlq groups)')
    .option('--origin <queue>', 'that died in this queue')
    .option('--reason <reason>', 'that died so: rejected, expired, maxlen, delivery_limit, age_limit')
    .option('--error <name>', 'that died of an error of this name')
    .option('--since <when>', 'that came to the queue since: 2h, or an instant', (text) => parseInstant(text, -1))
    .option('--before <when>', 'that came to the queue before: 2h, or an instant', (text) => parseInstant(text, -1))
    .option('--header <name=value>', 'with this header; may be repeated', collectValue)
    .option('--body-value <pointer=value>', 'with this value in the body: /order/country=DE; may be repeated', collectValue);
}

const deathReasons = ['rejected', 'expired', 'maxlen', 'delivery_limit', 'age_limit'] as const;
type DeathReason = (typeof deathReasons)[number];

export function filterOf(options: FilterOptions): MessageFilterJson {
  const { message, origin, error, group, since, before, header, bodyValue } = options;
  const body = Object.entries(bodyValue ?? {}).map(([pointer, equals]) => ({ pointer, equals }));
  return {
    ...(message === undefined ? {} : { messageId: message }),
    ...(origin === undefined ? {} : { origin }),
    ...(options.reason === undefined ? {} : { reason: deathReason(options.reason) }),
    ...(error === undefined ? {} : { errorName: error }),
    ...(group === undefined ? {} : { errorGroup: group }),
    ...(since === undefined ? {} : { publishedFrom: since }),
    ...(before === undefined ? {} : { publishedBefore: before }),
    ...(header === undefined ? {} : { headers: header }),
    ...(body.length === 0 ? {} : { body }),
  };
}

function deathReason(text: string): DeathReason {
  const reason = deathReasons.find((one) => one === text);
  if (reason === undefined) throw usageError(`'${text}' is no reason of a death.`, `There are ${deathReasons.join(', ')}.`);
  return reason;
}

/** 'origin orders, error PaymentTimeout'; 'all of them' without a condition. */
export function filterInWords(filter: MessageFilterJson): string {
  const parts = Object.entries(filter).map(
    ([name, value]) => `${name} ${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  return parts.length === 0 ? 'all of them' : parts.join(', ');
}
