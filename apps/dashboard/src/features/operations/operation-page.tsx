import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Link, useParams } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { changeOperation, useOperation, type Operation } from '../../data/operations.js';
import { searchFor } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { Button } from '../../ui/button.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Instant } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { ProgressBar } from '../../ui/progress-bar.js';
import { Section } from '../../ui/section.js';
import { Tile, Tiles } from '../../ui/tile.js';
import { OperationReport } from './operation-report.js';

/** One operation: its progress, how to stop it, and what came of it. */
export function OperationPage() {
  const { t } = useTranslation();
  const id = useParams({ strict: false, select: ({ operation = '' }: { operation?: string }) => operation });
  const { data, error } = useOperation(id);
  const trail = (
    <Link to="/operations" className="hover:underline">
      {t('places.operations')}
    </Link>
  );
  const title = data === undefined ? t('operations.one') : `${t(`operationKind.${data.kind}`)} ${data.queue}`;
  return (
    <Page title={title} trail={trail} actions={data !== undefined && <Controls operation={data} />}>
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined ? error === null && <Loading rows={6} /> : <Progress operation={data} />}
    </Page>
  );
}

function Controls({ operation: { id, state } }: { readonly operation: Operation }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const mayChange = useMay('operator');
  const change = useMutation({
    mutationFn: (wanted: Parameters<typeof changeOperation>[1]) => changeOperation(id, wanted),
    onSettled: () => client.invalidateQueries({ queryKey: ['operation', id] }),
  });
  const isOver = state === 'completed' || state === 'aborted';
  if (!mayChange || isOver) return null;
  return (
    <>
      {change.error && <ProblemNotice error={change.error} />}
      {state === 'running' ? (
        <Button onClick={() => change.mutate('paused')}>{t('operations.pause')}</Button>
      ) : (
        <Button look="primary" onClick={() => change.mutate('running')}>
          {t('operations.resume')}
        </Button>
      )}
      <Button look="destructive" onClick={() => change.mutate('aborted')}>
        {t('operations.abort')}
      </Button>
    </>
  );
}

function Progress({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { state, stateReason, moved, total, skipped, left, succeeded, failed, following } = operation;
  const skippedCount = Object.values(skipped).reduce((sum, count) => sum + count, 0);
  const count = (value: number) => ({ value: format.compact(value), exact: format.count(value) });
  return (
    <>
      {state === 'paused' && <Notice severity="warn">{t('operations.pausedBecause', { reason: stateReason ?? '' })}</Notice>}
      <div>
        <p role="status" className="pb-2 text-title">
          {t(`operationState.${state}`)}
          {total !== null && ` · ${t('operations.progress', { moved: format.count(moved), total: format.count(total) })}`}
        </p>
        <ProgressBar label={t('operations.moved')} done={moved + skippedCount} of={total} />
      </div>
      <Tiles>
        <Tile label={t('operations.moved')} {...count(moved)} />
        <Tile label={t('operations.succeeded')} {...count(succeeded)} />
        <Tile label={t('operations.failed')} {...count(failed)} />
        <Tile label={t('operations.following')} {...count(following)} />
        <Tile label={t('operations.skipped')} {...count(skippedCount)} />
        <Tile label={t('operations.left')} value={left === null ? '–' : format.compact(left)} />
      </Tiles>
      <Section title={t('operations.wanted')}>
        <Wish operation={operation} />
      </Section>
      <OperationReport operation={operation} />
    </>
  );
}

function Wish({ operation }: { readonly operation: Operation }) {
  const { t } = useTranslation();
  const { vhost, queue, target, author, createdAt, endedAt, canary, ratePerSecond, failureShareMax, filter } = operation;
  return (
    <DefinitionList
      entries={[
        [t('operations.from'), <QueueLink key="from" vhost={vhost} queue={queue} />],
        [t('operations.to'), target ?? (operation.kind === 'purge' ? '–' : t('operations.origin'))],
        [
          t('operations.filter'),
          <span key="filter" className="font-mono text-code">
            {JSON.stringify(filter)}
          </span>,
        ],
        [t('redrive.canary'), canary ? t('common.yes') : t('common.no')],
        [t('redrive.rate'), ratePerSecond === null ? t('operations.noLimit') : String(ratePerSecond)],
        [t('redrive.share'), failureShareMax === null ? t('operations.noLimit') : String(failureShareMax * 100)],
        [t('operations.author'), author],
        [t('operations.created'), <Instant key="created" at={createdAt} />],
        ...(endedAt === null ? [] : [[t('operations.ended'), <Instant key="ended" at={endedAt} />] as const]),
      ]}
    />
  );
}

function QueueLink({ vhost, queue }: { readonly vhost: string; readonly queue: string }) {
  return (
    <Link to="/queues/$queue" params={{ queue }} search={searchFor(vhost)} className="text-accent hover:underline">
      {queue}
    </Link>
  );
}
