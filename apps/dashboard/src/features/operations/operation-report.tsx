import { useMutation } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { loadReport, useOperationReport, type Operation } from '../../data/operations.js';
import { searchFor } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { Button } from '../../ui/button.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { PlainTable } from '../../ui/plain-table.js';
import { saveFile } from '../../ui/save-file.js';
import { Section } from '../../ui/section.js';
import { reportCsv } from './report-csv.js';
import { reportGroups, type ReportGroup } from './report-groups.js';

/** What was left, and what failed again, by what is alike. */
export function OperationReport({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation();
  const mayRead = useMay('payload-viewer');
  return (
    <Section title={t('operations.report')} aside={mayRead && <SaveReport operation={operation} />}>
      {mayRead ? <Report operation={operation} /> : <Notice severity="info">{t('message.notForRole')}</Notice>}
    </Section>
  );
}

function SaveReport({ operation: { id, kind } }: { readonly operation: Operation }) {
  const { t } = useTranslation();
  const save = useMutation({
    mutationFn: async () => saveFile(`${kind}-${id}.csv`, reportCsv(await loadReport(id)), 'text/csv'),
  });
  return (
    <>
      {save.error && <span className="text-critical">{save.error.message}</span>}
      <Button look="quiet" disabled={save.isPending} title={t('operations.csvMeans')} onClick={() => save.mutate()}>
        <Download size={14} aria-hidden />
        {t('operations.csv')}
      </Button>
    </>
  );
}

function Report({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation();
  const { data, error } = useOperationReport(operation);
  const groups = useMemo(() => reportGroups(data ?? []), [data]);
  if (data === undefined) return error === null ? <Loading rows={2} /> : <ProblemNotice error={error} />;
  if (groups.length === 0) return <p className="pt-2 text-muted">{t('operations.nothingToReport')}</p>;
  return (
    <PlainTable
      label={t('operations.report')}
      headers={[t('operations.outcome'), t('operations.detail'), t('operations.count'), t('operations.messages')]}
    >
      {groups.map((group) => (
        <GroupRow key={group.key} group={group} vhost={operation.vhost} />
      ))}
    </PlainTable>
  );
}

interface GroupRowProps {
  readonly group: ReportGroup;
  readonly vhost: string;
}

/** More are in the file. */
const messagesShown = 20;

function GroupRow({ group: { outcome, reason, detail, items }, vhost }: GroupRowProps) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <tr>
      <td className="whitespace-nowrap">{t(`reportOutcome.${outcome}`)}</td>
      <td className="[overflow-wrap:anywhere]">
        <Reason outcome={outcome} reason={reason} vhost={vhost} /> <span className="text-muted">{detail}</span>
      </td>
      <td className="figure">{format.count(items.length)}</td>
      <td>
        <span className="flex max-w-xl flex-wrap gap-x-2.5">
          {items.slice(0, messagesShown).map(({ messageId }, index) => (
            <Link
              key={index}
              to="/messages/$message"
              params={{ message: messageId }}
              search={searchFor(vhost)}
              className="touch inline-flex min-h-6 items-center font-mono text-code hover:underline"
            >
              {messageId}
            </Link>
          ))}
          {items.length > messagesShown && '…'}
        </span>
      </td>
    </tr>
  );
}

/** What failed again is a kind of failure, whose page knows more. */
function Reason({ outcome, reason, vhost }: Pick<ReportGroup, 'outcome' | 'reason'> & { readonly vhost: string }) {
  if (outcome === 'skipped') return reason;
  return (
    <Link
      to="/dead-letters"
      search={{ ...searchFor(vhost), filter: reason }}
      className="font-medium text-accent underline underline-offset-2"
    >
      {reason}
    </Link>
  );
}
