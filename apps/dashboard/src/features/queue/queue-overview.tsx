import { useTranslation } from 'react-i18next';
import { FindingList } from '../../attention/finding-list.js';
import { useFindings } from '../../attention/use-attention.js';
import { useQueueHistory } from '../../data/history.js';
import { useQueue, useStatisticsOf } from '../../data/queues.js';
import { useQueueName } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { Chart } from '../../charts/chart.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { RangePicker } from '../../charts/range-picker.js';
import { Section } from '../../ui/section.js';
import { StateLabel } from '../../ui/state.js';
import { Tile, Tiles } from '../../ui/tile.js';
import { usePolicyInWords } from './policy-in-words.js';

/** What is it doing? */
export function QueueOverview() {
  const vhost = useVhost();
  const queue = useQueueName();
  const own = useFindings(vhost)?.filter((finding) => finding.queue === queue) ?? [];
  return (
    <div className="flex flex-col gap-5 pb-6">
      {own.length > 0 && <FindingList findings={own} />}
      <Figures vhost={vhost} queue={queue} />
      <Policy vhost={vhost} queue={queue} />
      <RangePicker />
      <Charts vhost={vhost} queue={queue} />
    </div>
  );
}

interface OfQueue {
  readonly vhost: string;
  readonly queue: string;
}

function Figures({ vhost, queue }: OfQueue) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data, error } = useStatisticsOf(vhost, queue);
  if (data === undefined) return error === null ? <Loading rows={2} /> : <ProblemNotice error={error} />;
  const age = data.oldestAt === null ? '–' : format.age(data.oldestAt);
  const count = (value: number) => ({ value: format.compact(value), exact: format.count(value) });
  return (
    <Tiles>
      <Tile label={<StateLabel state="ready" />} {...count(data.ready)} />
      <Tile label={<StateLabel state="unacked" />} {...count(data.unacked)} />
      <Tile label={<StateLabel state="delayed" />} {...count(data.delayed)} />
      <Tile label={<StateLabel state="dead" />} {...count(data.dead)} />
      <Tile label={t('overview.oldest')} value={age} />
      <Tile label={t('queues.consumers')} {...count(data.consumers)} />
    </Tiles>
  );
}

function Policy({ vhost, queue }: OfQueue) {
  const { t } = useTranslation();
  const { data } = useQueue(vhost, queue);
  const sentences = usePolicyInWords(data?.arguments ?? {});
  if (data === undefined) return null;
  return (
    <Section title={t('queue.policy')}>
      <ul className="flex flex-col gap-1 pt-2">
        {sentences.map((sentence) => (
          <li key={sentence}>{sentence}</li>
        ))}
      </ul>
    </Section>
  );
}

function Charts({ vhost, queue }: OfQueue) {
  const { t } = useTranslation();
  const { time, ready, unacked, delayed, inRate, outRate } = useQueueHistory(vhost, queue);
  return (
    <div className="grid gap-5 lg:grid-cols-2">
      <Chart
        title={t('chart.depth')}
        time={time}
        series={[
          { label: t('state.ready.word'), color: 'ready', values: ready },
          { label: t('state.unacked.word'), color: 'unacked', values: unacked, dash: [6, 4] },
          { label: t('state.delayed.word'), color: 'delayed', values: delayed, dash: [2, 3] },
        ]}
      />
      <Chart
        title={t('chart.throughput')}
        time={time}
        series={[
          { label: t('chart.in'), color: 'ready', values: inRate },
          { label: t('chart.out'), color: 'unacked', values: outRate, dash: [6, 4] },
        ]}
      />
    </div>
  );
}
