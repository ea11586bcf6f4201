import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useCluster, type Cluster } from '../../data/cluster.js';
import { useFormat } from '../../preferences/format.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Meter } from '../../ui/meter.js';
import { Section } from '../../ui/section.js';

/** Brokers and database in three lines. */
export function GroundStrip() {
  const { t } = useTranslation();
  const { data } = useCluster();
  if (data === undefined) return null;
  const more = (
    <Link to="/cluster" className="touch inline-flex items-center text-accent hover:underline">
      {t('cluster.more')}
    </Link>
  );
  return (
    <Section title={t('cluster.ground')} aside={more}>
      <Ground cluster={data} />
    </Section>
  );
}

function Ground({ cluster: { brokers, durability, standbys, database } }: { readonly cluster: Cluster }) {
  const { t } = useTranslation();
  const format = useFormat();
  const lags = standbys.flatMap(({ lagBytes }) => (lagBytes === null ? [] : [lagBytes]));
  const isReplicated = durability?.isReplicated === true;
  return (
    <DefinitionList
      entries={[
        [t('cluster.brokers'), t('cluster.brokerCount', { count: brokers.length })],
        [
          t('cluster.copies'),
          <span key="copies" className={isReplicated ? '' : 'text-warn'} title={durability?.detail}>
            {isReplicated ? t('cluster.replicatedShort') : t('cluster.singleShort')}
            {lags.length > 0 && ` · ${t('cluster.slowestStandby')} ${format.bytes(Math.max(...lags))}`}
          </span>,
        ],
        ...(database === null
          ? []
          : [[t('cluster.connections'), <Meter key="c" label={t('cluster.connections')} {...database.connections} />] as const]),
      ]}
    />
  );
}
