import { Link } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { MessageLife } from '../data/messages.js';
import { useFormat } from '../preferences/format.js';
import { Instant } from '../ui/instant.js';
import { StateIcon, type MessageState } from '../ui/state.js';
import { Failure } from './failure.js';
import { timelineOf, type TimelineEvent, type TimelineStep } from './timeline.js';

/** Newest first; between two steps stands how long it took. */
export function Timeline({ life }: { readonly life: Pick<MessageLife, 'copies' | 'events'> }) {
  return (
    <ol className="relative flex flex-col pt-2 before:absolute before:top-5 before:bottom-5 before:left-[7px] before:w-px before:bg-line">
      {timelineOf(life).map((step, index) => (
        <Step key={index} step={step} isFirst={index === 0} />
      ))}
    </ol>
  );
}

const icons: Record<TimelineEvent['kind'], MessageState> = {
  waits: 'delayed',
  died: 'dead',
  attempts: 'retrying',
  published: 'done',
  routed: 'ready',
  redriven: 'retrying',
  moved: 'ready',
  removed: 'dead',
  left: 'paused',
};

/** Shorter is not worth saying. */
const toldFromMs = 100;

function Step({ step: { event, afterMs }, isFirst }: { readonly step: TimelineStep; readonly isFirst: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <li className="relative flex gap-3 py-2">
      <span className="z-10 mt-0.5 flex size-[15px] shrink-0 items-center justify-center bg-paper">
        <StateIcon state={icons[event.kind]} />
      </span>
      <div className="min-w-0 flex-1">
        <Told event={event} isOpen={isFirst} />
        <p className="text-small text-muted">
          {event.at === null ? t('timeline.atUnknown') : <Instant at={event.at} />}
          {afterMs !== null && afterMs >= toldFromMs && ` · ${t('timeline.after', { time: format.duration(afterMs) })}`}
        </p>
      </div>
    </li>
  );
}

function Told({ event, isOpen }: { readonly event: TimelineEvent; readonly isOpen: boolean }): ReactNode {
  const { t } = useTranslation();
  switch (event.kind) {
    case 'waits':
      return <p className="font-medium">{event.attempts > 0 ? t('timeline.retries') : t('timeline.scheduled')}</p>;
    case 'died':
      return (
        <>
          <p className="font-medium">{t('timeline.died', { queue: event.queue, reason: t(`reason.${event.reason}`) })}</p>
          {event.error !== null && <Failure error={event.error} isOpen={isOpen} />}
        </>
      );
    case 'attempts':
      return <Attempts attempts={event.attempts} isOpen={isOpen} />;
    case 'published':
      return <Published event={event} />;
    case 'routed':
      return <p className="font-medium">{t('timeline.routed', { queue: event.queue })}</p>;
    case 'redriven':
    case 'moved':
    case 'removed':
    case 'left':
      return <Operated event={event} />;
  }
}

function Published({ event }: { readonly event: Extract<TimelineEvent, { kind: 'published' }> }) {
  const { t } = useTranslation();
  const { exchange, routingKey, appId, userId } = event;
  const by = appId ?? userId;
  return (
    <>
      <p className="font-medium">
        {exchange === '' ? t('timeline.publishedTo', { queue: routingKey }) : t('timeline.published', { exchange, routingKey })}
      </p>
      {by !== null && <p className="text-muted">{t('timeline.publisher', { by })}</p>}
    </>
  );
}

type OperatedKind = 'redriven' | 'moved' | 'removed' | 'left';

function Operated({ event }: { readonly event: Extract<TimelineEvent, { kind: OperatedKind }> }) {
  const { t } = useTranslation();
  const { kind, operation, by, from, to, detail } = event;
  return (
    <>
      <p className="font-medium">
        {t(`timeline.${kind}`, { from, to: to ?? '–' })}
        {detail !== null && <span className="font-normal"> {detail}</span>}
      </p>
      <p className="text-muted">
        <Link to="/operations/$operation" params={{ operation }} className="text-accent underline underline-offset-2">
          {t('timeline.operation', { operation })}
        </Link>{' '}
        {t('timeline.publisher', { by })}
      </p>
    </>
  );
}

function Attempts({
  attempts,
  isOpen,
}: Pick<Extract<TimelineEvent, { kind: 'attempts' }>, 'attempts'> & { readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [first, last] = [attempts[0]!, attempts.at(-1)!];
  const ran = Date.parse(last.endedAt) - Date.parse(last.startedAt);
  return (
    <>
      <p className="font-medium">
        {first === last
          ? t('timeline.attempt', { number: first.number })
          : t('timeline.attempts', { first: first.number, last: last.number })}{' '}
        <span className="font-normal">{t(`outcome.${last.outcome}`)}</span>
      </p>
      <p className="text-muted">{t('timeline.ran', { consumer: last.consumer, time: format.duration(Math.max(0, ran)) })}</p>
      {last.error !== null && <Failure error={last.error} isOpen={isOpen} />}
    </>
  );
}
