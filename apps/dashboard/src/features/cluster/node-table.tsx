import { CircleAlert, Copy, Lock, Star, type LucideIcon } from 'lucide-react';
import { useTranslation } from 'react-i18next';
import type { Cluster } from '../../data/cluster.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';

type State = Cluster['nodes'][number]['state'];

const icons: Record<State, LucideIcon> = { primary: Star, replica: Copy, 'read-only': Lock, unusable: CircleAlert };

/** The database's nodes as the configuration names them, and as this broker finds them. */
export function NodeTable({ nodes }: Pick<Cluster, 'nodes'>) {
  const { t } = useTranslation();
  return (
    <Section title={t('cluster.nodes')}>
      <PlainTable
        label={t('cluster.nodes')}
        headers={[t('cluster.node'), t('cluster.state'), t('cluster.readFrom'), t('cluster.detail')]}
      >
        {nodes.map(({ node, state, detail, isReadFrom }) => (
          <tr key={node}>
            <td className="font-mono text-code font-medium whitespace-nowrap">{node}</td>
            <td>
              <NodeState state={state} />
            </td>
            <td>{isReadFrom ? t('common.yes') : t('common.no')}</td>
            <td className="text-muted">{detail ?? '–'}</td>
          </tr>
        ))}
      </PlainTable>
    </Section>
  );
}

function NodeState({ state }: { readonly state: State }) {
  const { t } = useTranslation();
  const Icon = icons[state];
  return (
    <span className={`inline-flex items-center gap-1.5 whitespace-nowrap ${state === 'unusable' ? 'text-critical' : ''}`}>
      <Icon size={13} aria-hidden />
      {t(`cluster.nodeState.${state}`)}
    </span>
  );
}
