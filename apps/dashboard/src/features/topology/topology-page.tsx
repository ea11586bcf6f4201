import { useNavigate, useSearch } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueues } from '../../data/queues.js';
import { useBindings, useExchanges, type Binding, type Exchange } from '../../data/topology.js';
import { useVhost } from '../../data/vhost.js';
import { Field, Input, Select } from '../../ui/field.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { Section } from '../../ui/section.js';
import { BindingTable } from './binding-table.js';
import { readHeaders } from './probe-headers.js';
import { trace } from './routing.js';
import { TopologyGraph } from './topology-graph.js';

/** How is it wired, and where would this message go? */
export function TopologyPage() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const exchanges = useExchanges(vhost);
  const bindings = useBindings(vhost);
  const queues = useQueues(vhost);
  const error = exchanges.error ?? bindings.error ?? queues.error;
  const isLoaded = exchanges.data && bindings.data && queues.data;
  return (
    <Page title={t('places.topology')}>
      {isLoaded ? (
        <Topology exchanges={exchanges.data} bindings={bindings.data} queueNames={queues.data.map(({ name }) => name)} />
      ) : error === null ? (
        <Loading rows={8} />
      ) : (
        <ProblemNotice error={error} />
      )}
    </Page>
  );
}

interface TopologyProps {
  readonly exchanges: readonly Exchange[];
  readonly bindings: readonly Binding[];
  readonly queueNames: readonly string[];
}

function Topology({ exchanges, bindings, queueNames }: TopologyProps) {
  const { t } = useTranslation();
  const { exchange: wanted, key = '', headers = '' } = useSearch({ strict: false });
  const chosen = exchanges.find(({ name }) => name === wanted) ?? mostBound(exchanges, bindings);
  const probed = readHeaders(headers);
  const traced = useMemo(() => {
    if (chosen === undefined || probed === undefined) return undefined;
    return trace(exchanges, bindings, { exchange: chosen.name, routingKey: key, headers: probed });
    // Headers are compared by what was typed: reading them makes a new object each time.
    // eslint-disable-next-line react-hooks/exhaustive-deps
  }, [exchanges, bindings, chosen, key, headers]);
  if (chosen === undefined) return null;
  const reached = chosen.name === defaultExchange ? queueNames.filter((name) => name === key) : (traced?.queues ?? []);
  return (
    <>
      <RouteTester exchanges={exchanges} chosen={chosen} headersError={probed === undefined ? t('topology.headersWrong') : undefined} />
      <p role="status" className="text-title">
        {reached.length === 0 ? t('topology.nowhere') : t('topology.reaches', { count: reached.length, queues: reached.join(', ') })}
      </p>
      {chosen.name === defaultExchange ? (
        <p className="text-muted">{t('topology.default')}</p>
      ) : (
        <>
          <TopologyGraph exchange={chosen.name} bindings={bindings} steps={traced?.steps ?? []} />
          <Section title={t('queue.tab.bindings')}>
            <BindingTable steps={traced?.steps ?? []} />
          </Section>
        </>
      )}
    </>
  );
}

const defaultExchange = 'amq.default';

function mostBound(exchanges: readonly Exchange[], bindings: readonly Binding[]): Exchange | undefined {
  const counts = Map.groupBy(bindings, ({ source }) => source);
  return [...exchanges].sort((one, other) => (counts.get(other.name)?.length ?? 0) - (counts.get(one.name)?.length ?? 0))[0];
}

interface RouteTesterProps {
  readonly exchanges: readonly Exchange[];
  readonly chosen: Exchange;
  readonly headersError: string | undefined;
}

function RouteTester({ exchanges, chosen, headersError }: RouteTesterProps) {
  const { t } = useTranslation();
  const { key = '', headers = '' } = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = (change: object) =>
    void navigate({ to: '.', replace: true, search: (before: object) => ({ ...before, ...change }) } as never);
  const type = chosen.type === 'x-delayed-message' ? chosen.arguments['x-delayed-type'] : chosen.type;
  return (
    <div className="grid items-start gap-3 md:grid-cols-3">
      <Field label={t('topology.exchange')} hint={t(`exchangeType.${chosen.type}`)}>
        {(ids) => (
          <Select {...ids} value={chosen.name} onChange={({ target }) => set({ exchange: target.value })}>
            {exchanges.map(({ name, type: shown }) => (
              <option key={name} value={name}>
                {name} ({shown})
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('topology.routingKey')} hint={t('topology.routingKeyHint')}>
        {(ids) => <Input {...ids} className="font-mono text-code" value={key} onChange={({ target }) => set({ key: target.value || undefined })} />}
      </Field>
      {type === 'headers' && (
        <Field label={t('message.headers')} hint={t('topology.headersHint')} error={headersError}>
          {(ids) => (
            <Input {...ids} className="font-mono text-code" value={headers} onChange={({ target }) => set({ headers: target.value || undefined })} />
          )}
        </Field>
      )}
    </div>
  );
}
