import { Link } from '@tanstack/react-router';
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { RouteStep } from '../../data/explanations.js';
import { PlainTable } from '../../ui/plain-table.js';

type ExplainedBinding = RouteStep['bindings'][number];

/** The graph's twin: every binding on the way, whether it takes the message, and why not. */
export function BindingTable({ steps }: { readonly steps: readonly RouteStep[] }) {
  const { t } = useTranslation();
  const headers = (['exchange', 'routingKey', 'to', 'taken'] as const).map((name) => t(`topology.column.${name}`));
  const omitted = steps.reduce((sum, step) => sum + step.omitted, 0);
  if (steps.every(({ bindings }) => bindings.length === 0)) return <p className="pt-2 text-muted">{t('topology.noBindings')}</p>;
  return (
    <>
      <PlainTable label={t('topology.steps')} headers={headers}>
        {steps.flatMap(({ exchange, bindings }, step) =>
          bindings.map((binding) => <BindingRow key={`${step} ${binding.id}`} exchange={exchange} binding={binding} />),
        )}
      </PlainTable>
      {omitted > 0 && <p className="pt-2 text-muted">{t('topology.omitted', { count: omitted })}</p>}
    </>
  );
}

function BindingRow({ exchange, binding }: { readonly exchange: string; readonly binding: ExplainedBinding }) {
  const { t } = useTranslation();
  const { matches, reason, destination, destinationKind } = binding;
  const Icon = matches ? Check : X;
  return (
    <tr>
      <td>{exchange}</td>
      <td className="font-mono text-code">{patternOf(binding)}</td>
      <td>
        {destinationKind === 'queue' ? (
          <Link to="/queues/$queue" params={{ queue: destination }} className="hover:underline">
            {destination}
          </Link>
        ) : (
          t('topology.exchangeNamed', { name: destination })
        )}
      </td>
      <td className={matches ? 'font-medium' : 'text-muted'}>
        <Icon size={13} aria-hidden className="mr-1.5 inline align-[-2px]" />
        {matches ? t('topology.taken') : (reason ?? t('topology.notTaken'))}
      </td>
    </tr>
  );
}

function patternOf({ routingKey, arguments: args }: ExplainedBinding): string {
  if (Object.keys(args).length > 0) return JSON.stringify(args);
  return routingKey === '' ? '–' : routingKey;
}
