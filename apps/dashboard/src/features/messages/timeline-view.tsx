import { useTranslation } from 'react-i18next';
import type { ReactNode } from 'react';
import type { Attempt, PeekedMessage } from '../../data/messages.js';
import { useFormat } from '../../preferences/format.js';
import { Instant } from '../../ui/instant.js';
import { StateIcon, type MessageState } from '../../ui/state.js';
import { timelineOf, type TimelineEvent } from './timeline.js';

interface TimelineProps {
  readonly message: PeekedMessage;
  readonly attempts: readonly Attempt[];
}

/** Newest first. */
export function Timeline({ message, attempts }: TimelineProps) {
  return (
    <ol className="relative flex flex-col pt-2 before:absolute before:top-5 before:bottom-5 before:left-[7px] before:w-px before:bg-line">
      {timelineOf(message, attempts).map((event, index) => (
        <Event key={index} event={event} isFirst={index === 0} />
      ))}
    </ol>
  );
}

const icons: Record<TimelineEvent['kind'], MessageState> = {
  waits: 'delayed',
  died: 'dead',
  failed: 'retrying',
  published: 'done',
};

function Event({ event, isFirst }: { readonly event: TimelineEvent; readonly isFirst: boolean }) {
  return (
    <li className="relative flex gap-3 py-2">
      <span className="z-10 mt-0.5 flex size-[15px] shrink-0 items-center justify-center bg-paper">
        <StateIcon state={icons[event.kind]} />
      </span>
      <div className="min-w-0 flex-1">
        <Told event={event} isOpen={isFirst} />
        <p className="text-small text-muted">
          <Instant at={event.at} />
        </p>
      </div>
    </li>
  );
}

function Told({ event, isOpen }: { readonly event: TimelineEvent; readonly isOpen: boolean }): ReactNode {
  const { t } = useTranslation();
  switch (event.kind) {
    case 'waits':
      return <p className="font-medium">{event.message.attempts > 0 ? t('timeline.retries') : t('timeline.scheduled')}</p>;
    case 'died':
      return (
        <>
          <p className="font-medium">
            {t('timeline.died', { queue: event.death.queue, reason: t(`reason.${event.death.reason}`) })}
          </p>
          {event.death.error !== undefined && <Failure error={event.death.error} isOpen={isOpen} />}
        </>
      );
    case 'failed':
      return <Failed attempts={event.attempts} isOpen={isOpen} />;
    case 'published': {
      const { exchange, routingKey } = event;
      return (
        <p className="font-medium">
          {exchange === '' ? t('timeline.publishedTo', { queue: routingKey }) : t('timeline.published', { exchange, routingKey })}
        </p>
      );
    }
  }
}

function Failed({ attempts, isOpen }: { readonly attempts: readonly Attempt[]; readonly isOpen: boolean }) {
  const { t } = useTranslation();
  const format = useFormat();
  const [first] = attempts;
  const last = attempts.at(-1);
  if (first === undefined || last === undefined) return null;
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

interface FailureProps {
  readonly error: NonNullable<Attempt['error']>;
  readonly isOpen: boolean;
}

function Failure({ error: { name, message, stack }, isOpen }: FailureProps) {
  const { t } = useTranslation();
  return (
    <>
      <p className="[overflow-wrap:anywhere]">
        <span className="font-mono text-code font-medium">{name}</span> {message}
      </p>
      {stack !== undefined && (
        <details open={isOpen}>
          <summary className="text-small text-muted">{t('timeline.stack')}</summary>
          <pre
            tabIndex={0}
            className="mt-1 max-h-60 overflow-auto rounded-md border border-line bg-raised p-2 font-mono text-code"
          >
            {stack}
          </pre>
        </details>
      )}
    </>
  );
}
