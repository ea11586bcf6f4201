import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../data/cluster.js';
import { useFormat } from '../../preferences/format.js';
import { Ago } from '../../ui/instant.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';

/** Without a sign for so long it is about to lose its leases. */
const lateAfterMs = 5_000;

export function BrokerTable({ brokers }: Pick<Cluster, 'brokers'>) {
  const { t } = useTranslation();
  const format = useFormat();
  const headers = [t('cluster.name'), t('cluster.addresses'), t('cluster.version'), t('cluster.started'), t('cluster.heartbeat')];
  return (
    <Section title={t('cluster.brokers')}>
      <PlainTable label={t('cluster.brokers')} headers={headers}>
        {brokers.map(({ id, name, addresses, version, startedAt, heartbeatAgeMs, isSelf }) => (
          <tr key={id}>
            <td className="whitespace-nowrap">
              <span className="font-medium">{name}</span>{' '}
              {isSelf && <span className="rounded bg-sunken px-1.5 text-small text-muted">{t('cluster.thisOne')}</span>}
            </td>
            <td className="font-mono text-code">{addresses.join(' ')}</td>
            <td>{version ?? '–'}</td>
            <td>
              <Ago at={startedAt} />
            </td>
            <td className={heartbeatAgeMs > lateAfterMs ? 'text-warn' : undefined}>
              {t('cluster.ago', { time: format.duration(heartbeatAgeMs) })}
            </td>
          </tr>
        ))}
      </PlainTable>
    </Section>
  );
}
