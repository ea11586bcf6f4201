import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { useMay } from '../../data/identity.js';
import { useStatisticsOf } from '../../data/queues.js';
import { useFormat } from '../../preferences/format.js';
import { Button } from '../../ui/button.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';

interface OfQueue {
  readonly vhost: string;
  readonly queue: string;
}

/** What of a queue is paused, by whom and why. */
export function PauseNotices({ vhost, queue }: OfQueue) {
  const { data } = useStatisticsOf(vhost, queue);
  const pauses = [data?.pauses.delivery, data?.pauses.publishing].filter((pause) => pause !== undefined && pause !== null);
  return pauses.map((pause) => <PauseNotice key={pause.kind} vhost={vhost} queue={queue} pause={pause} />);
}

function PauseNotice({ vhost, queue, pause }: OfQueue & { readonly pause: Schemas['Pause'] }) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const mayResume = useMay('operator');
  const { kind, author, reason, since, until } = pause;
  const resume = useMutation({
    mutationFn: () =>
      answerOf(api.DELETE('/v1/queues/{queue}/pauses/{kind}', { params: { path: { queue, kind }, query: { vhost } } })),
    onSuccess: () => client.invalidateQueries(),
  });
  return (
    <Notice
      severity="warn"
      action={
        mayResume && (
          <Button disabled={resume.isPending} onClick={() => resume.mutate()}>
            {t('pause.resume')}
          </Button>
        )
      }
    >
      <p>
        <span className="font-medium">{t(`pause.is.${kind}`)}</span> {t('pause.by', { author, since: format.ago(since), reason })}
        {until !== null && ` ${t('pause.ends', { until: format.instant(until) })}`}
      </p>
      {resume.error && <ProblemNotice error={resume.error} />}
    </Notice>
  );
}
