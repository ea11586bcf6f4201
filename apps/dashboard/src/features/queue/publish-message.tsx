import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, basePath } from '../../api/client.js';
import { invalidJson } from '../../payload/invalid-json.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Dialog, DialogButtons } from '../../ui/dialog.js';
import { Field, Select, TextArea } from '../../ui/field.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';
import { curlOf, publish, type Draft } from './publish-draft.js';
import { recentDrafts, rememberDraft } from './recent-drafts.js';

interface PublishMessageProps {
  readonly vhost: string;
  readonly queue: string;
  readonly onClose: () => void;
}

/** A message by hand, marked as a test. */
export function PublishMessage({ vhost, queue, onClose }: PublishMessageProps) {
  const { t } = useTranslation();
  const [draft, setDraft] = useState<Draft>(recentDrafts()[0] ?? { kind: 'json', body: '{"hello":"world"}' });
  const send = usePublish(vhost, queue);
  const wrong = draft.kind === 'json' ? invalidJson(draft.body) : undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (wrong === undefined) send.mutate(draft);
  };
  return (
    <Dialog title={t('publish.title', { queue })} description={t('publish.means')} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <RecentDrafts onChoose={setDraft} />
        <Field label={t('publish.kind')}>
          {(ids) => (
            <Select
              {...ids}
              value={draft.kind}
              onChange={({ target }) => setDraft({ ...draft, kind: target.value as Draft['kind'] })}
            >
              <option value="json">JSON</option>
              <option value="text">{t('publish.text')}</option>
            </Select>
          )}
        </Field>
        <Field label={t('publish.body')} error={wrong}>
          {(ids) => (
            <TextArea
              {...ids}
              rows={8}
              value={draft.body}
              onChange={({ target }) => setDraft({ ...draft, body: target.value })}
            />
          )}
        </Field>
        <details>
          <summary className="text-muted">{t('publish.asCurl')}</summary>
          <CodeBlock text={curlOf(`${location.origin}${basePath}`, vhost, queue, draft)} />
        </details>
        {send.error && <ProblemNotice error={send.error} />}
        {send.isSuccess && <Notice severity="info">{t('publish.done', { id: send.data })}</Notice>}
        <DialogButtons>
          <Button onClick={onClose}>{t('common.close')}</Button>
          <Button type="submit" look="primary" disabled={send.isPending} unavailable={wrong}>
            {t('publish.action')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

function RecentDrafts({ onChoose }: { readonly onChoose: (draft: Draft) => void }) {
  const { t } = useTranslation();
  const drafts = recentDrafts();
  if (drafts.length < 2) return null;
  return (
    <Field label={t('publish.recent')}>
      {(ids) => (
        <Select {...ids} onChange={({ target }) => onChoose(drafts[Number(target.value)]!)}>
          {drafts.map(({ body }, index) => (
            <option key={index} value={index}>
              {body.slice(0, 60)}
            </option>
          ))}
        </Select>
      )}
    </Field>
  );
}

function usePublish(vhost: string, queue: string) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: async (draft: Draft) => {
      const { id } = await answerOf(publish(vhost, queue, draft));
      return id ?? '';
    },
    onSuccess: async (_, draft) => {
      rememberDraft(draft);
      await client.invalidateQueries();
    },
  });
}
