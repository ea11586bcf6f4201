import { useTranslation } from 'react-i18next';
import { useCluster, type Cluster } from '../../data/cluster.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { BrokerTable } from './broker-table.js';
import { ClockNotice } from './clock-notice.js';
import { DatabaseHealth } from './database-health.js';
import { NodeTable } from './node-table.js';
import { Primary, StandbyTable } from './replication.js';

/** Is the ground firm? */
export function ClusterPage() {
  const { t } = useTranslation();
  const { data, error } = useCluster();
  return (
    <Page title={data === undefined ? t('places.cluster') : t(`cluster.verdict.${verdictOf(data)}`)} isAnnounced>
      {error !== null && data === undefined && <ProblemNotice error={error} />}
      {data === undefined ? error === null && <Loading rows={10} /> : <Ground cluster={data} />}
    </Page>
  );
}

function verdictOf({ primary, durability }: Cluster): 'noPrimary' | 'unknown' | 'replicated' | 'single' {
  if (primary === null) return 'noPrimary';
  if (durability === null) return 'unknown';
  return durability.isReplicated ? 'replicated' : 'single';
}

function Ground({ cluster }: { readonly cluster: Cluster }) {
  const { brokers, nodes, primary, standbys, database, durability } = cluster;
  const isFirm = primary !== null && durability?.isReplicated === true;
  return (
    <div className="flex flex-col gap-6 pb-6">
      {durability !== null &&
        (isFirm ? <p className="text-muted">{durability.detail}</p> : <Notice severity="warn">{durability.detail}</Notice>)}
      <ClockNotice />
      <BrokerTable brokers={brokers} />
      <NodeTable nodes={nodes} />
      {primary !== null && <Primary primary={primary} />}
      {primary !== null && <StandbyTable standbys={standbys} />}
      {database !== null && <DatabaseHealth database={database} />}
    </div>
  );
}
