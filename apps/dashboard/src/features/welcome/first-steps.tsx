import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useMay } from '../../data/identity.js';
import { Button } from '../../ui/button.js';
import { ProblemNotice } from '../../ui/notice.js';
import { firstQueue } from './snippets.js';

interface FirstStepsProps {
  readonly vhost: string;
  /** The queue of the examples. */
  readonly isThere: boolean;
}

/** The same by two buttons, for whoever has no terminal at hand. */
export function FirstSteps({ vhost, isThere }: FirstStepsProps) {
  const { t } = useTranslation();
  const mayAct = useMay('operator');
  const declare = useAsked(() => api.PUT('/v1/queues/{queue}', { params: paramsIn(vhost), body: {} }));
  const publish = useAsked(() =>
    api.POST('/v1/queues/{queue}/messages', { params: paramsIn(vhost), body: { body: { hello: 'world' } } }),
  );
  const step = isThere ? publish : declare;
  return (
    <>
      <p className="text-muted">{isThere ? t('first.queueIsThere', { queue: firstQueue }) : t('first.means')}</p>
      {mayAct && (
        <div className="flex flex-wrap items-center gap-3">
          <Button look="primary" disabled={step.isPending} onClick={() => step.mutate()}>
            {isThere ? t('first.publish') : t('first.create', { queue: firstQueue })}
          </Button>
          <span className="text-muted">{t('first.orByCode')}</span>
        </div>
      )}
      {step.error && <ProblemNotice error={step.error} />}
    </>
  );
}

function paramsIn(vhost: string) {
  return { path: { queue: firstQueue }, query: { vhost } };
}

/** The page goes on by itself: the next look finds what has come. */
function useAsked(ask: () => Parameters<typeof answerOf>[0]) {
  const client = useQueryClient();
  return useMutation({ mutationFn: () => answerOf(ask()), onSuccess: () => client.invalidateQueries() });
}
