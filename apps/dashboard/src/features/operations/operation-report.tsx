import { useTranslation } from 'react-i18next';
import { useOperationReport } from '../../data/operations.js';
import { useMay } from '../../data/identity.js';
import { Ago } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { PlainTable } from '../../ui/plain-table.js';

export function OperationReport({ operation }: { readonly operation: string }) {
  const { t } = useTranslation();
  const mayRead = useMay('payload-viewer');
  return mayRead ? <Report operation={operation} /> : <Notice severity="info">{t('message.notForRole')}</Notice>;
}

/** What was left, and what failed again. */
function Report({ operation }: { readonly operation: string }) {
  const { t } = useTranslation();
  const { data, error } = useOperationReport(operation);
  if (data === undefined) return error === null ? <Loading rows={2} /> : <ProblemNotice error={error} />;
  if (data.items.length === 0) return <p className="pt-2 text-muted">{t('operations.nothingToReport')}</p>;
  return (
    <PlainTable
      label={t('operations.report')}
      headers={[t('message.id'), t('operations.outcome'), t('operations.detail'), t('chart.time')]}
    >
      {data.items.map(({ messageId, outcome, reason, detail, at }, index) => (
        <tr key={index}>
          <td className="font-mono text-code">{messageId}</td>
          <td>{t(`reportOutcome.${outcome}`)}</td>
          <td>
            {reason} <span className="text-muted">{detail}</span>
          </td>
          <td>
            <Ago at={at} />
          </td>
        </tr>
      ))}
    </PlainTable>
  );
}
