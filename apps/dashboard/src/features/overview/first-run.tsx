import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, basePath } from '../../api/client.js';
import { useIdentity, useMay } from '../../data/identity.js';
import { useVhost } from '../../data/vhost.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Page } from '../../ui/page.js';
import { snippets, type SnippetLanguage } from './snippets.js';

const firstQueue = 'hello';

/** Shown while a virtual host has no queue: what to paste, with this server's address in it. */
export function FirstRun() {
  const { t } = useTranslation();
  const mayDeclare = useMay('operator');
  const declare = useDeclareFirst();
  return (
    <Page title={t('first.title')}>
      <div className="flex max-w-3xl flex-col gap-6">
        <p className="text-muted">{t('first.means')}</p>
        {mayDeclare && (
          <div className="flex flex-wrap items-center gap-3">
            <Button look="primary" disabled={declare.isPending} onClick={() => declare.mutate()}>
              {t('first.create', { queue: firstQueue })}
            </Button>
            <span className="text-muted">{t('first.orByCode')}</span>
          </div>
        )}
        {declare.error && <ProblemNotice error={declare.error} />}
        <Snippets />
        <p role="status" className="flex items-center gap-2 text-muted">
          <span aria-hidden className="size-2 animate-pulse rounded-full bg-muted" />
          {t('first.waiting')}
        </p>
      </div>
    </Page>
  );
}

/** The page turns into the queue's by itself: the next look at the list finds it. */
function useDeclareFirst() {
  const client = useQueryClient();
  const vhost = useVhost();
  return useMutation({
    mutationFn: () =>
      answerOf(api.PUT('/v1/queues/{queue}', { params: { path: { queue: firstQueue }, query: { vhost } }, body: {} })),
    onSuccess: () => client.invalidateQueries(),
  });
}

function Snippets() {
  const { t } = useTranslation();
  const { user } = useIdentity();
  const vhost = useVhost();
  const [language, setLanguage] = useState<SnippetLanguage>('curl');
  const target = { origin: location.origin, basePath, host: location.hostname, user, vhost, queue: firstQueue };
  return (
    <div>
      <div role="group" aria-label={t('first.language')} className="flex gap-1">
        {(Object.keys(snippets) as SnippetLanguage[]).map((one) => (
          <Button
            key={one}
            look="quiet"
            aria-pressed={one === language}
            className="aria-pressed:bg-sunken"
            onClick={() => setLanguage(one)}
          >
            {one}
          </Button>
        ))}
      </div>
      <CodeBlock text={snippets[language](target)} label={language} />
    </div>
  );
}
