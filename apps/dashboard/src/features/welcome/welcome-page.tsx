import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueueStatistics, type QueueStatistics } from '../../data/queues.js';
import { useVhost } from '../../data/vhost.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { FirstMessage } from './first-message.js';
import { FirstSteps } from './first-steps.js';
import { Snippets } from './snippet-list.js';
import { firstQueue } from './snippets.js';

/** The first five minutes: what to paste, with this server's address in it, and then the message itself. */
export function WelcomePage() {
  const vhost = useVhost();
  return <Welcome key={vhost} vhost={vhost} />;
}

function Welcome({ vhost }: { readonly vhost: string }) {
  const { t } = useTranslation();
  const { data: queues, error } = useQueueStatistics(vhost);
  const holder = useHasArrived(queues) ? holderOf(queues) : undefined;
  return (
    <Page title={holder === undefined ? t('first.title') : t('first.arrivedTitle')} isAnnounced>
      {error !== null && <ProblemNotice error={error} />}
      {queues === undefined && error === null && <Loading rows={6} />}
      {queues !== undefined && holder === undefined && <NothingYet vhost={vhost} queues={queues} />}
      {holder !== undefined && <FirstMessage vhost={vhost} queue={holder.queue} />}
    </Page>
  );
}

/** What was there when the page was opened is not what it waits for. */
function useHasArrived(queues: readonly QueueStatistics[] | undefined): queues is readonly QueueStatistics[] {
  const count = queues?.reduce((sum, queue) => sum + heldBy(queue), 0);
  const [before, setBefore] = useState(count);
  if (before === undefined && count !== undefined) setBefore(count);
  return count !== undefined && count > (before ?? count);
}

const heldBy = ({ ready, unacked, delayed }: QueueStatistics): number => ready + unacked + delayed;

/** The queue of the examples, or whichever holds something. */
function holderOf(queues: readonly QueueStatistics[]): QueueStatistics | undefined {
  const holding = queues.filter((queue) => heldBy(queue) > 0);
  return holding.find(({ queue }) => queue === firstQueue) ?? holding[0];
}

interface NothingYetProps {
  readonly vhost: string;
  readonly queues: readonly QueueStatistics[];
}

function NothingYet({ vhost, queues }: NothingYetProps) {
  const { t } = useTranslation();
  const isTaken = queues.some(({ inRate }) => inRate > 0);
  return (
    <div className="flex max-w-3xl flex-col gap-6">
      <FirstSteps vhost={vhost} isThere={queues.some(({ queue }) => queue === firstQueue)} />
      <Snippets />
      <p role="status" className="flex items-center gap-2 text-muted">
        <span aria-hidden className="size-2 animate-pulse rounded-full bg-muted" />
        {isTaken ? t('first.taken') : t('first.waiting')}
      </p>
    </div>
  );
}
