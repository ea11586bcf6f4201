import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../data/cluster.js';
import { useFormat } from '../../preferences/format.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Instant } from '../../ui/instant.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';

export function Primary({ primary }: { readonly primary: NonNullable<Cluster['primary']> }) {
  const { t } = useTranslation();
  const { node, version, timeline, startedAt, promotedAt } = primary;
  return (
    <Section title={t('cluster.primary')}>
      <DefinitionList
        entries={[
          [t('cluster.node'), <code key="node">{node}</code>],
          [t('cluster.version'), `Postgres ${version}`],
          [t('cluster.started'), <Instant key="started" at={startedAt} />],
          [t('cluster.promoted'), promotedAt === null ? t('cluster.neverOrUnknown') : <Instant key="at" at={promotedAt} />],
          [t('cluster.timeline'), String(timeline)],
        ]}
      />
    </Section>
  );
}

/** As the primary sees them. */
export function StandbyTable({ standbys }: Pick<Cluster, 'standbys'>) {
  const { t } = useTranslation();
  const format = useFormat();
  if (standbys.length === 0)
    return (
      <Section title={t('cluster.standbys')}>
        <p className="pt-2 text-muted">{t('cluster.noStandbys')}</p>
      </Section>
    );
  const headers = [t('cluster.name'), t('cluster.addresses'), t('cluster.state'), t('cluster.sync'), t('cluster.lag')];
  return (
    <Section title={t('cluster.standbys')}>
      <PlainTable label={t('cluster.standbys')} headers={headers}>
        {standbys.map(({ name, address, state, syncState, lagBytes, lagMs }) => (
          <tr key={`${name} ${address}`}>
            <td className="font-medium whitespace-nowrap">{name}</td>
            <td className="font-mono text-code">{address ?? '–'}</td>
            <td>{state ?? t('cluster.unknown')}</td>
            <td>{syncState === null ? t('cluster.unknown') : t(`cluster.syncState.${syncState}`)}</td>
            <td className="figure whitespace-nowrap">
              {lagBytes === null ? t('cluster.unknown') : format.bytes(lagBytes)}
              {lagMs !== null && ` · ${format.duration(lagMs)}`}
            </td>
          </tr>
        ))}
      </PlainTable>
    </Section>
  );
}
