import { Link } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorGroups } from '../../data/error-groups.js';
import { useQueue, useStatisticsOf } from '../../data/queues.js';
import { useBindings, type Binding } from '../../data/topology.js';
import { useQueueName } from '../../data/params.js';
import { useMay } from '../../data/identity.js';
import { useVhost } from '../../data/vhost.js';
import { GroupTable } from '../../errors/group-table.js';
import { useFormat } from '../../preferences/format.js';
import { RedriveDialog } from '../../redrive/redrive-dialog.js';
import { Button } from '../../ui/button.js';
import { Empty } from '../../ui/empty.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { MessageList } from './message-list.js';

/** Messages that died in this queue, where they are kept now. */
export function QueueDeadLetters() {
  const { t } = useTranslation();
  const format = useFormat();
  const vhost = useVhost();
  const queue = useQueueName();
  const { data, error } = useStatisticsOf(vhost, queue);
  const { kept, error: keptError } = useKeepers(vhost, queue);
  const failure = error ?? keptError;
  const groups = useErrorGroups(vhost, queue);
  if (kept === undefined || data === undefined) return failure === null ? <Loading /> : <ProblemNotice error={failure} />;
  if (kept.length === 0) return <Empty title={t('deadLetters.nowhere')}>{t('deadLetters.nowhereMeans')}</Empty>;
  return (
    <div className="flex min-h-0 flex-1 flex-col gap-5">
      <p>{t('deadLetters.count', { count: data.dead, shown: format.count(data.dead) })}</p>
      {groups.error !== null && <ProblemNotice error={groups.error} />}
      {groups.data !== undefined && groups.data.items.length > 0 && (
        <section className="flex max-h-[40%] shrink-0 flex-col">
          <h2 className="font-semibold">{t('errors.groups')}</h2>
          <GroupTable groups={groups.data.items} />
        </section>
      )}
      {kept.map((keeper) => (
        <section key={keeper} className="flex min-h-64 flex-1 flex-col">
          <div className="flex items-center gap-3 pb-1">
            <h2 className="flex-1 font-semibold">
              {t('deadLetters.keptIn')}{' '}
              <Link to="/queues/$queue" params={{ queue: keeper }} className="text-accent underline">
                {keeper}
              </Link>
            </h2>
            <RedriveFrom vhost={vhost} keeper={keeper} origin={queue} />
          </div>
          <MessageList
            {...{ vhost, queue: keeper, emptyTitle: t('deadLetters.none'), emptyText: t('deadLetters.noneMeans') }}
            isWanted={({ deaths }) => deaths.some((death) => death.queue === queue)}
          />
        </section>
      ))}
    </div>
  );
}

interface RedriveFromProps {
  readonly vhost: string;
  readonly keeper: string;
  readonly origin: string;
}

function RedriveFrom({ vhost, keeper, origin }: RedriveFromProps) {
  const { t } = useTranslation();
  const mayRedrive = useMay('operator');
  const [isOpen, setOpen] = useState(false);
  if (!mayRedrive) return null;
  return (
    <>
      <Button onClick={() => setOpen(true)}>{t('redrive.action')}</Button>
      {isOpen && (
        <RedriveDialog
          scope={{ vhost, queue: keeper, filter: { origin } }}
          meaning={t('redrive.scopeOrigin', { origin, queue: keeper })}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}

/** Queues that this one's own arguments send its dead letters to. */
function useKeepers(vhost: string, name: string): { readonly kept?: readonly string[]; readonly error: Error | null } {
  const queue = useQueue(vhost, name);
  const bindings = useBindings(vhost);
  const error = queue.error ?? bindings.error;
  if (queue.data === undefined || bindings.data === undefined) return { error };
  return { kept: keepersOf(name, queue.data.arguments, bindings.data), error };
}

function keepersOf(name: string, args: Readonly<Record<string, unknown>>, bindings: readonly Binding[]): readonly string[] {
  const exchange = args['x-dead-letter-exchange'];
  const key = args['x-dead-letter-routing-key'];
  if (typeof exchange !== 'string') return [];
  if (exchange === '') return [typeof key === 'string' ? key : name];
  const targets = bindings.filter(({ source, destinationKind }) => source === exchange && destinationKind === 'queue');
  return [...new Set(targets.map(({ destination }) => destination))];
}
