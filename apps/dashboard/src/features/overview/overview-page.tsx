import { useTranslation } from 'react-i18next';
import { Link, Navigate } from '@tanstack/react-router';
import { FindingList } from '../../attention/finding-list.js';
import { useAttention } from '../../attention/use-attention.js';
import { useOverviewHistory } from '../../data/history.js';
import { useOverview, type Overview } from '../../data/overview.js';
import { useFormat } from '../../preferences/format.js';
import { Chart } from '../../charts/chart.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { RangePicker } from '../../charts/range-picker.js';
import { StateLabel } from '../../ui/state.js';
import { Tile, Tiles } from '../../ui/tile.js';
import { GroundStrip } from './ground-strip.js';
import { useVerdict } from './use-verdict.js';

const findingsShown = 7;

/** Is anything wrong? Answered by the heading. */
export function OverviewPage() {
  const overview = useOverview();
  const attention = useAttention();
  const verdict = useVerdict({ attention: attention.data, overview: overview.data });
  const error = attention.error ?? overview.error;
  if (overview.data?.queues === 0) return <Navigate to="/welcome" replace />;
  return (
    <Page title={verdict} isAnnounced>
      {error !== null && attention.data === undefined ? <ProblemNotice error={error} /> : <Figures />}
    </Page>
  );
}

function Figures() {
  const { data: overview } = useOverview();
  const { data: attention } = useAttention();
  if (attention === undefined) return <Loading />;
  const { findings, findingCount } = attention;
  return (
    <>
      {findings.length > 0 && <FindingList findings={findings.slice(0, findingsShown)} />}
      <MoreFindings count={findingCount - findingsShown} />
      {overview === undefined ? <Loading rows={2} /> : <TotalTiles overview={overview} />}
      <RangePicker />
      <Past />
      <GroundStrip />
    </>
  );
}

function MoreFindings({ count }: { readonly count: number }) {
  const { t } = useTranslation();
  if (count <= 0) return null;
  return (
    <p>
      <Link to="/queues" className="text-accent hover:underline">
        {t('overview.more', { count })}
      </Link>
    </p>
  );
}

function TotalTiles({ overview: { totals, inRate, outRate } }: { readonly overview: Overview }) {
  const { t } = useTranslation();
  const format = useFormat();
  const age = totals.oldestAt === null ? '–' : format.age(totals.oldestAt);
  return (
    <Tiles>
      <Tile label={<StateLabel state="ready" />} value={format.compact(totals.ready)} exact={format.count(totals.ready)} />
      <Tile label={t('overview.oldest')} value={age} />
      <Tile label={t('overview.inOut')} value={`${format.rate(inRate)} / ${format.rate(outRate)}`} unit={t('unit.perSecond')} />
      <Tile label={<StateLabel state="dead" />} value={format.compact(totals.dead)} exact={format.count(totals.dead)} />
    </Tiles>
  );
}

/** Does more come than goes, and what has gathered? */
function Past() {
  const { t } = useTranslation();
  const { time, inRate, outRate, ready, unacked, delayed } = useOverviewHistory();
  return (
    <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
      <Chart
        title={t('chart.throughput')}
        time={time}
        series={[
          { label: t('chart.in'), color: 'ready', values: inRate },
          { label: t('chart.out'), color: 'unacked', values: outRate, dash: [6, 4] },
        ]}
      />
      <Chart
        title={t('chart.held')}
        time={time}
        series={[
          { label: t('state.ready.word'), color: 'ready', values: ready },
          { label: t('state.unacked.word'), color: 'unacked', values: unacked, dash: [6, 4] },
          { label: t('state.delayed.word'), color: 'delayed', values: delayed, dash: [2, 3] },
        ]}
      />
    </div>
  );
}
