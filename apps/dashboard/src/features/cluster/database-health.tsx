import { useTranslation } from 'react-i18next';
import type { ClusterDatabase } from '../../data/cluster.js';
import { useFormat } from '../../preferences/format.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Ago } from '../../ui/instant.js';
import { Meter } from '../../ui/meter.js';
import { Section } from '../../ui/section.js';
import { Tile, Tiles } from '../../ui/tile.js';

/** Longer than this something keeps vacuum from its work. */
const oldTransactionMs = 5 * 60_000;

/** What makes a database slow before it fails. */
export function DatabaseHealth({ database }: { readonly database: ClusterDatabase }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { name, sizeBytes, connections, oldestTransaction, oldestHorizon, vacuum } = database;
  const age = oldestTransaction?.ageMs ?? 0;
  return (
    <Section title={t('cluster.database', { name })}>
      <div className="pt-3">
        <Tiles>
          <Tile label={t('cluster.size')} value={format.bytes(sizeBytes)} exact={format.count(sizeBytes)} />
          <Tile
            label={t('cluster.connections')}
            value={format.count(connections.used)}
            unit={`/ ${format.count(connections.max)}`}
          />
          <Tile label={t('cluster.oldestTransaction')} value={oldestTransaction === null ? '–' : format.duration(age)} />
          <Tile label={t('cluster.deadRows')} value={format.compact(vacuum.deadRows)} exact={format.count(vacuum.deadRows)} />
        </Tiles>
      </div>
      <DefinitionList
        entries={[
          [t('cluster.connections'), <Meter key="c" label={t('cluster.connections')} {...connections} />],
          [t('cluster.frozenAge'), <Meter key="f" label={t('cluster.frozenAge')} {...vacuum.frozenAge} />],
          [t('cluster.vacuumWorkers'), `${format.count(vacuum.workers.used)} / ${format.count(vacuum.workers.max)}`],
          [t('cluster.vacuum'), vacuum.isOn ? t('cluster.on') : <span className="text-critical">{t('cluster.off')}</span>],
          [t('cluster.lastVacuum'), <Ago key="at" at={vacuum.lastAt} />],
          [
            t('cluster.oldestTransaction'),
            oldestTransaction === null ? (
              '–'
            ) : (
              <span className={age > oldTransactionMs ? 'text-warn' : ''}>
                {format.duration(age)} · {oldestTransaction.heldBy}
              </span>
            ),
          ],
          [
            t('cluster.horizon'),
            oldestHorizon === null
              ? '–'
              : t('cluster.horizonHeld', {
                  kind: t(`cluster.horizonKind.${oldestHorizon.kind}`),
                  by: oldestHorizon.heldBy,
                  count: oldestHorizon.ageTransactions,
                  shown: format.count(oldestHorizon.ageTransactions),
                }),
          ],
        ]}
      />
    </Section>
  );
}
