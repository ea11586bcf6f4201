import { useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useStatisticsOf } from '../../data/queues.js';
import { useQueueName } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { Choices } from '../../ui/choices.js';
import { StateLabel } from '../../ui/state.js';
import { MessageList } from './message-list.js';

const states = [undefined, 'ready', 'unacked', 'delayed'] as const;

export function QueueMessages() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const queue = useQueueName();
  const { state: wanted } = useSearch({ strict: false });
  const state = states.find((one) => one === wanted);
  return (
    <>
      <div className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 pb-2">
        <StateFilter vhost={vhost} queue={queue} />
        <p className="text-small text-muted">{t('message.peekHint')}</p>
      </div>
      <MessageList {...{ vhost, queue, state, emptyTitle: t('message.none'), emptyText: t('message.noneMeans') }} />
    </>
  );
}

function StateFilter({ vhost, queue }: { readonly vhost: string; readonly queue: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useStatisticsOf(vhost, queue);
  const { state: chosen } = useSearch({ strict: false });
  return (
    <Choices label={t('message.states')} param="state" chosen={states.find((one) => one === chosen)} options={states}>
      {(state) => (
        <>
          {state === undefined ? t('message.all') : <StateLabel state={state} />}
          {state !== undefined && data !== undefined && <span className="figure text-muted">{format.compact(data[state])}</span>}
        </>
      )}
    </Choices>
  );
}
