import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { useMessage, useMessages, type PeekedMessage } from '../../data/messages.js';
import { PayloadView } from '../../payload/payload-view.js';
import { payloadOf } from '../../payload/payload.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Instant } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';

interface FirstMessageProps {
  readonly vhost: string;
  /** Holds it. */
  readonly queue: string;
}

/** What has come, and where to go from here. */
export function FirstMessage({ vhost, queue }: FirstMessageProps) {
  const { t } = useTranslation();
  const mayRead = useMay('payload-viewer');
  return (
    <div className="flex max-w-3xl flex-col gap-5">
      <p className="text-muted">{t('first.arrived', { queue })}</p>
      {mayRead ? <Peeked vhost={vhost} queue={queue} /> : <Notice severity="info">{t('message.notForRole')}</Notice>}
      <nav aria-label={t('first.next')} className="flex flex-wrap gap-x-5 gap-y-2">
        <Link to="/queues/$queue" params={{ queue }} className={linkLook}>
          {t('first.toQueue', { queue })}
        </Link>
        <Link to="/" className={linkLook}>
          {t('first.toOverview')}
        </Link>
      </nav>
    </div>
  );
}

const linkLook = 'touch inline-flex items-center text-accent underline underline-offset-2';

function Peeked({ vhost, queue }: FirstMessageProps) {
  const { data, error } = useMessages(vhost, queue);
  if (data === undefined) return error === null ? <Loading rows={4} /> : <ProblemNotice error={error} />;
  const [message] = data.pages[0]!.items;
  return message === undefined ? null : <Whole vhost={vhost} queue={queue} id={message.id} />;
}

function Whole({ vhost, queue, id }: FirstMessageProps & { readonly id: string }) {
  const { data, error } = useMessage(vhost, queue, id);
  if (data === undefined) return error === null ? <Loading rows={4} /> : <ProblemNotice error={error} />;
  return <Shown queue={queue} message={data} />;
}

function Shown({ queue, message }: { readonly queue: string; readonly message: PeekedMessage }) {
  const { t } = useTranslation();
  const payload = useMemo(() => payloadOf(message), [message]);
  const link = (
    <Link key="id" to="/queues/$queue/messages/$message" params={{ queue, message: message.id }} className={linkLook}>
      {message.id}
    </Link>
  );
  return (
    <>
      <PayloadView payload={payload} name={`${queue}-${message.id}`} />
      <DefinitionList
        entries={[
          [t('message.id'), link],
          [t('consumers.queue'), queue],
          [t('message.published'), <Instant key="at" at={message.publishedAt} />],
        ]}
      />
    </>
  );
}
