import { Link, useParams } from '@tanstack/react-router';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useErrorGroup, type ErrorGroup } from '../../data/error-groups.js';
import { useMay } from '../../data/identity.js';
import { searchFor } from '../../data/vhost.js';
import { useFormat } from '../../preferences/format.js';
import { PurgeDialog } from '../../redrive/purge-dialog.js';
import { RedriveDialog } from '../../redrive/redrive-dialog.js';
import { Button } from '../../ui/button.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Instant } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { Section } from '../../ui/section.js';
import { Tile, Tiles } from '../../ui/tile.js';
import { HourBars } from '../../errors/hour-bars.js';
import { GroupMessages } from './group-messages.js';

/** One kind of failure: how often, since when, and what it left behind. */
export function GroupPage() {
  const { t } = useTranslation();
  const id = useParams({ strict: false, select: ({ group = '' }: { group?: string }) => group });
  const { data, error } = useErrorGroup(id);
  const trail = (
    <Link to="/dead-letters" className="hover:underline">
      {t('places.deadLetters')}
    </Link>
  );
  return (
    <Page
      title={data === undefined ? t('errors.group') : `${data.errorName}: ${data.message}`}
      trail={trail}
      actions={data !== undefined && <RedriveGroup group={data} />}
    >
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined ? error === null && <Loading rows={8} /> : <Group group={data} />}
    </Page>
  );
}

/** Dead letters of one group may lie in several queues: each is a scope of its own. */
function RedriveGroup({ group: { id, vhost, errorName, deadLetterQueues } }: { readonly group: ErrorGroup }) {
  const { t } = useTranslation();
  const mayRedrive = useMay('operator');
  const [from, setFrom] = useState<string | null>(null);
  const [purged, setPurged] = useState<string | null>(null);
  if (!mayRedrive) return null;
  return (
    <>
      {deadLetterQueues.map((queue) => (
        <Button key={queue} look="primary" onClick={() => setFrom(queue)}>
          {deadLetterQueues.length === 1 ? t('redrive.action') : t('redrive.actionFrom', { queue })}
        </Button>
      ))}
      {deadLetterQueues.map((queue) => (
        <Button key={queue} look="destructive" onClick={() => setPurged(queue)}>
          {deadLetterQueues.length === 1 ? t('purgeSome.action') : t('purgeSome.actionFrom', { queue })}
        </Button>
      ))}
      {purged !== null && (
        <PurgeDialog
          scope={{ vhost, queue: purged, filter: { errorGroup: id } }}
          meaning={t('purgeSome.scope', { error: errorName, queue: purged })}
          onClose={() => setPurged(null)}
        />
      )}
      {from !== null && (
        <RedriveDialog
          scope={{ vhost, queue: from, filter: { errorGroup: id } }}
          meaning={t('redrive.scope', { error: errorName, queue: from })}
          onClose={() => setFrom(null)}
        />
      )}
    </>
  );
}

function Group({ group }: { readonly group: ErrorGroup }) {
  const { t } = useTranslation();
  const format = useFormat();
  const mayRead = useMay('payload-viewer');
  return (
    <>
      <Tiles>
        <Tile label={t('errors.deaths')} value={format.compact(group.deaths)} exact={format.count(group.deaths)} />
        <Tile label={t('errors.attempts')} value={format.compact(group.attempts)} exact={format.count(group.attempts)} />
        <Tile label={t('errors.hours')} value={<HourBars group={group} />} />
      </Tiles>
      <Section title={t('errors.about')}>
        <DefinitionList
          entries={[
            [t('errors.queue'), <QueueLink key="queue" vhost={group.vhost} queue={group.queue} />],
            [
              t('errors.frame'),
              <span key="frame" className="font-mono text-code">
                {group.frame ?? '–'}
              </span>,
            ],
            [t('errors.first'), <Instant key="first" at={group.firstAt} />],
            [t('errors.last'), <Instant key="last" at={group.lastAt} />],
            [t('deadLetters.keptIn'), group.deadLetterQueues.length === 0 ? '–' : group.deadLetterQueues.join(', ')],
          ]}
        />
      </Section>
      <Section title={t('errors.messages')}>
        {mayRead ? <GroupMessages group={group.id} /> : <Notice severity="info">{t('message.notForRole')}</Notice>}
      </Section>
    </>
  );
}

function QueueLink({ vhost, queue }: { readonly vhost: string; readonly queue: string }) {
  return (
    <Link to="/queues/$queue" params={{ queue }} search={searchFor(vhost)} className="text-accent hover:underline">
      {queue}
    </Link>
  );
}
