import { operations, type OutputOf } from '@howdah/contracts';
import type { Command } from 'commander';
import type { Invocation } from '../invocation.js';
import type { Cli } from '../invoke.js';
import { printable } from '../output/cells.js';
import { reasonInWords } from '../output/reasons-in-words.js';
import { collectValue, type Values } from '../values/key-values.js';

type Route = OutputOf<typeof operations.explainRoute>;
type Step = Route['steps'][number];

interface RouteOptions {
  readonly header?: Values;
}

export function addExplainCommands(program: Command, cli: Cli): void {
  const explain = program.command('explain').description('Why a message goes where it goes, or does not');
  explain
    .command('route')
    .description('Where a message would go, which bindings do not match and why; publishes nothing')
    .argument('<exchange>', 'where it would be published')
    .argument('[key]', 'its routing key')
    .option('--header <name=value>', 'a header; may be repeated', collectValue)
    .action(cli.action(explainRoute));
  explain
    .command('message')
    .description('Why a message of a queue is not delivered now')
    .argument('<queue>', 'in which it is')
    .argument('<message>', 'its id')
    .action(cli.action(explainMessage));
}

async function explainRoute(
  { client, out, inVhost }: Invocation,
  [exchange = '', routingKey = '']: readonly string[],
  { header = {} }: RouteOptions,
): Promise<void> {
  const body = { routingKey, headers: header };
  const route = await client.call(operations.explainRoute, { params: { exchange }, query: inVhost, body });
  if (out.format === 'plain') return out.write(route.queues.map((queue) => `${queue}\n`).join(''));
  if (!out.isTable) return out.value(route);
  const { paint } = out;
  const verdict =
    route.queues.length === 0
      ? `${paint('bad', '✗')} ${paint('strong', 'No queue would get it.')}`
      : `${paint('good', '✓')} ${paint('strong', `It would go to ${route.queues.map(printable).join(', ')}.`)}`;
  await out.write(`${[verdict, ...route.steps.flatMap((step) => stepLines(step, out.paint))].join('\n')}\n`);
}

type Paint = Invocation['out']['paint'];

const ways: Readonly<Record<Step['by'], string>> = {
  publish: 'published to',
  binding: 'bound to',
  'alternate-exchange': 'nothing matched, so on to',
};

function stepLines({ exchange, type, by, bindings, omitted }: Step, paint: Paint): string[] {
  const head = `${paint('faint', ways[by])} ${paint('strong', exchange === '' ? 'amq.default' : printable(exchange))} ${paint('faint', `(${type})`)}`;
  const lines = bindings.map(({ matches, destination, routingKey, reason }) => {
    const sign = matches ? paint('good', '✓') : paint('faint', '·');
    const why = reason === null ? '' : `  ${paint('faint', printable(reason))}`;
    return `  ${sign} ${printable(routingKey) || paint('faint', '(no key)')} → ${printable(destination)}${why}`;
  });
  const rest = omitted === 0 ? [] : [paint('faint', `  and ${omitted} bindings that do not match`)];
  return ['', head, ...(bindings.length === 0 ? [paint('faint', '  has no bindings')] : lines), ...rest];
}

async function explainMessage(
  { client, out, inVhost }: Invocation,
  [queue = '', message = '']: readonly string[],
): Promise<void> {
  const found = await client.call(operations.explainDelivery, { params: { queue, message }, query: inVhost });
  if (out.format === 'plain') return out.write(found.reasons.map(({ code }) => `${code}\n`).join(''));
  if (!out.isTable) return out.value(found);
  const { paint } = out;
  const head = `${paint('strong', `Message ${found.message} is ${found.state}`)}${found.attempts === 0 ? '' : `, ${found.attempts} attempts failed`}`;
  const reasons = found.reasons.map((reason) => `  ${paint('busy', '·')} ${printable(reasonInWords(reason))}`);
  await out.write(`${[head, ...reasons].join('\n')}\n`);
}
