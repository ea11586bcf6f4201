import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useRouteExplanation, type RouteExplanation } from '../../data/explanations.js';
import { useBindings, useExchanges, type Binding, type Exchange } from '../../data/topology.js';
import { useVhost } from '../../data/vhost.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { Section } from '../../ui/section.js';
import { BindingTable } from './binding-table.js';
import { readHeaders } from './probe-headers.js';
import { RouteTester } from './route-tester.js';
import { TopologyGraph } from './topology-graph.js';

/** How is it wired, and where would this message go? */
export function TopologyPage() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const exchanges = useExchanges(vhost);
  const bindings = useBindings(vhost);
  const error = exchanges.error ?? bindings.error;
  const isLoaded = exchanges.data && bindings.data;
  return (
    <Page title={t('places.topology')}>
      {isLoaded && <Topology exchanges={exchanges.data} bindings={bindings.data} />}
      {!isLoaded && (error === null ? <Loading rows={8} /> : <ProblemNotice error={error} />)}
    </Page>
  );
}

interface TopologyProps {
  readonly exchanges: readonly Exchange[];
  readonly bindings: readonly Binding[];
}

function Topology({ exchanges, bindings }: TopologyProps) {
  const { t } = useTranslation();
  const { exchange: wanted, key: routingKey = '', headers: text = '' } = useSearch({ strict: false });
  const chosen = exchanges.find(({ name }) => name === wanted) ?? mostBound(exchanges, bindings);
  const headers = readHeaders(text);
  const explained = useRouteExplanation(useVhost(), { exchange: chosen?.name ?? '', routingKey, headers });
  if (chosen === undefined) return null;
  return (
    <>
      <RouteTester
        exchanges={exchanges}
        chosen={chosen}
        headersError={headers === undefined ? t('topology.headersWrong') : undefined}
      />
      {explained.error !== null && <ProblemNotice error={explained.error} />}
      {explained.data !== undefined && (
        <Explained
          {...{ exchange: chosen.name, bindings, explained: explained.data }}
          isAsked={routingKey !== '' || text !== '' || chosen.type === 'fanout'}
        />
      )}
    </>
  );
}

function mostBound(exchanges: readonly Exchange[], bindings: readonly Binding[]): Exchange | undefined {
  const counts = Map.groupBy(bindings, ({ source }) => source);
  return [...exchanges].sort((one, other) => (counts.get(other.name)?.length ?? 0) - (counts.get(one.name)?.length ?? 0))[0];
}

interface ExplainedProps {
  readonly exchange: string;
  readonly bindings: readonly Binding[];
  readonly explained: RouteExplanation;
  /** A message has been imagined. */
  readonly isAsked: boolean;
}

function Explained({ exchange, bindings, explained: { queues, steps }, isAsked }: ExplainedProps) {
  const { t } = useTranslation();
  return (
    <>
      <p role="status" className="text-title [overflow-wrap:anywhere]">
        {queues.length === 0
          ? t(isAsked ? 'topology.nowhere' : 'topology.ask')
          : t('topology.reaches', { count: queues.length, queues: queues.join(', ') })}
      </p>
      <TopologyGraph exchange={exchange} bindings={bindings} steps={steps} />
      <Section title={t('topology.steps')}>
        <BindingTable steps={steps} />
      </Section>
    </>
  );
}
