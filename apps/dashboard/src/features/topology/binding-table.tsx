import { Link } from '@tanstack/react-router';
import { Check, X } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Step } from './routing.js';

/** The graph's twin: every binding on the way, whether it takes the message, and why. */
export function BindingTable({ steps }: { readonly steps: readonly Step[] }) {
  const { t } = useTranslation();
  if (steps.length === 0) return <p className="pt-2 text-muted">{t('topology.noBindings')}</p>;
  return (
    <div className="overflow-x-auto" tabIndex={0}>
      <table className="w-full text-table">
        <thead className="text-small text-muted">
          <tr>
            {(['exchange', 'routingKey', 'to', 'taken'] as const).map((name) => (
              <th key={name} className="h-8 px-2 text-left font-medium">
                {t(`topology.column.${name}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {steps.map((step, index) => (
            <BindingRow key={index} step={step} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function BindingRow({ step: { binding, matches, why } }: { readonly step: Step }) {
  const { t } = useTranslation();
  const Icon = matches ? Check : X;
  return (
    <tr className="border-t border-line">
      <td className="h-8 px-2">{binding.source}</td>
      <td className="px-2 font-mono text-code">{binding.routingKey === '' ? Object.keys(binding.arguments).length > 0 ? JSON.stringify(binding.arguments) : '–' : binding.routingKey}</td>
      <td className="px-2">
        {binding.destinationKind === 'queue' ? (
          <Link to="/queues/$queue" params={{ queue: binding.destination }} className="hover:underline">
            {binding.destination}
          </Link>
        ) : (
          t('topology.exchangeNamed', { name: binding.destination })
        )}
      </td>
      <td className={matches ? 'px-2 font-medium' : 'px-2 text-muted'}>
        <Icon size={13} aria-hidden className="mr-1.5 inline align-[-2px]" />
        {t(`topology.why.${why}`)}
      </td>
    </tr>
  );
}
