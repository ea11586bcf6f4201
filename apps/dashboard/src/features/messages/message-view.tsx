import { Link } from '@tanstack/react-router';
import { useMemo, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../../api/problem.js';
import { useMay } from '../../data/identity.js';
import { useMessage, type PeekedMessage } from '../../data/messages.js';
import { useMessageId, useQueueName } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';
import { LifeSection } from '../../lives/life-section.js';
import { PayloadView } from '../../payload/payload-view.js';
import { payloadOf } from '../../payload/payload.js';
import { useFormat } from '../../preferences/format.js';
import { Copy } from '../../ui/copy.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Empty } from '../../ui/empty.js';
import { Instant } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { Section } from '../../ui/section.js';
import { StateLabel } from '../../ui/state.js';
import { Cause } from './cause.js';
import { CopyAs } from './copy-as.js';
import { MessageActions } from './message-actions.js';
import { shownState } from './message-columns.js';
import { WhyHere } from './why-here.js';

/** Why is it here, and what is in it? */
export function MessageView() {
  const { t } = useTranslation();
  const mayRead = useMay('payload-viewer');
  if (!mayRead) return <Notice severity="info">{t('message.notForRole')}</Notice>;
  return <ReadableMessage />;
}

function ReadableMessage() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const queue = useQueueName();
  const id = useMessageId();
  const message = useMessage(vhost, queue, id);
  if (message.error instanceof ApiProblem && message.error.code === 'message_not_found')
    return (
      <Empty title={t('message.gone', { id })}>
        {t('message.goneMeans')}{' '}
        <Link to="/messages/$message" params={{ message: id }} className="text-accent underline underline-offset-2">
          {t('message.life')}
        </Link>
      </Empty>
    );
  if (message.error !== null) return <ProblemNotice error={message.error} />;
  if (message.data === undefined) return <Loading rows={10} />;
  return (
    <div className="flex flex-col gap-5 pb-6">
      <Head vhost={vhost} queue={queue} message={message.data} />
      <div className="grid gap-x-8 gap-y-5 lg:grid-cols-2">
        <div className="flex min-w-0 flex-col gap-5">
          <WhyHere vhost={vhost} queue={queue} message={id} />
          <LifeSection vhost={vhost} message={id} />
        </div>
        <div className="flex min-w-0 flex-col gap-5">
          <Body message={message.data} queue={queue} />
          <Envelope message={message.data} />
        </div>
      </div>
    </div>
  );
}

interface HeadProps {
  readonly vhost: string;
  readonly queue: string;
  readonly message: PeekedMessage;
}

function Head({ vhost, queue, message }: HeadProps) {
  const { t } = useTranslation();
  return (
    <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
      <Link to="/queues/$queue/messages" params={{ queue }} className="text-accent hover:underline">
        ← {t('queue.tab.messages')}
      </Link>
      <span className="flex items-center gap-1">
        <span className="font-mono text-code font-medium">{message.id}</span>
        <Copy text={message.id} label={t('message.copyId')} />
      </span>
      <StateLabel state={shownState(queue, message)} />
      <span className="flex-1" />
      <CopyAs vhost={vhost} queue={queue} message={message} />
      <MessageActions vhost={vhost} queue={queue} message={message} />
      <Cause vhost={vhost} message={message} />
    </div>
  );
}

function Body({ message, queue }: { readonly message: PeekedMessage; readonly queue: string }) {
  const payload = useMemo(() => payloadOf(message), [message]);
  return <PayloadView payload={payload} name={`${queue}-${message.id}`} />;
}

function Envelope({ message }: { readonly message: PeekedMessage }) {
  const { t } = useTranslation();
  const format = useFormat();
  const headers = Object.entries(message.headers);
  return (
    <>
      <Section title={t('message.headers')}>
        {headers.length === 0 ? (
          <p className="pt-2 text-muted">{t('message.noHeaders')}</p>
        ) : (
          <DefinitionList
            isCode
            entries={headers.map(([name, value]) => [name, typeof value === 'string' ? value : JSON.stringify(value)])}
          />
        )}
      </Section>
      <Section title={t('message.envelope')}>
        <DefinitionList
          entries={[
            [t('message.exchange'), message.exchange === '' ? t('message.defaultExchange') : message.exchange],
            [t('message.routingKey'), message.routingKey],
            [t('message.published'), <Instant key="at" at={message.publishedAt} />],
            [t('message.attempts'), format.count(message.attempts)],
            [t('message.priority'), format.count(message.priority)],
            ...(message.expiresAt === null ? [] : [[t('message.expires'), <Instant key="at" at={message.expiresAt} />] as const]),
            ...Object.entries(message.properties).map(([name, value]) => [name, propertyShown(name, value)] as const),
          ]}
        />
      </Section>
    </>
  );
}

/** Those that belong together have a correlation id in common. */
function propertyShown(name: string, value: unknown): ReactNode {
  if (name !== 'correlationId') return String(value);
  return (
    <Link key={name} to="/search" search={{ q: `correlation-id:${JSON.stringify(value)}` }} className="text-accent underline">
      {String(value)}
    </Link>
  );
}
