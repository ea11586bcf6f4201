import { Link } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import { useErrorGroup } from '../../data/error-groups.js';
import { useMessageLife, type PeekedMessage } from '../../data/messages.js';
import { useFormat } from '../../preferences/format.js';

interface CauseProps {
  readonly vhost: string;
  readonly message: PeekedMessage;
}

/** Why it is dead, in a sentence; how long it was tried; how many others died of the same. */
export function Cause({ vhost, message }: CauseProps) {
  const { t } = useTranslation();
  const [death] = message.deaths;
  if (death === undefined) return null;
  return (
    <div className="basis-full">
      <p className="text-title [overflow-wrap:anywhere]">
        {t('message.died', { queue: death.queue, reason: t(`reason.${death.reason}`) })}
        {death.error !== undefined && `: ${death.error.name}: ${death.error.message}`}
      </p>
      <p className="flex flex-wrap gap-x-4 gap-y-1 text-muted">
        <Tried vhost={vhost} message={message} queue={death.queue} />
        {death.errorGroup !== undefined && <SameError group={death.errorGroup} />}
      </p>
    </div>
  );
}

function Tried({ vhost, message, queue }: CauseProps & { readonly queue: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useMessageLife(vhost, message.id);
  const attempts = data?.events.filter((event) => event.kind === 'attempt' && event.queue === queue).length ?? 0;
  const begun = data?.events.find(({ kind }) => kind === 'published')?.at;
  if (attempts === 0 || begun === undefined || begun === null) return null;
  const ms = Math.max(0, Date.parse(message.publishedAt) - Date.parse(begun));
  return <span>{t('message.tried', { count: attempts, time: format.duration(ms) })}</span>;
}

function SameError({ group }: { readonly group: string }) {
  const { t } = useTranslation();
  const format = useFormat();
  const { data } = useErrorGroup(group);
  if (data === undefined) return null;
  const { deaths, firstAt } = data;
  return (
    <Link
      to="/dead-letters/$group"
      params={{ group }}
      className="touch inline-flex items-center text-accent underline underline-offset-2"
    >
      {t('message.sameError', { count: deaths, shown: format.count(deaths), since: format.instant(firstAt) })}
    </Link>
  );
}
