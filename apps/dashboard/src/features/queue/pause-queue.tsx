import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api, type Schemas } from '../../api/client.js';
import { serverNow } from '../../api/server-clock.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogButtons } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/notice.js';

interface PauseQueueProps {
  readonly vhost: string;
  readonly queue: string;
  readonly onClose: () => void;
}

const minuteMs = 60_000;
const lengths = { open: null, minutes15: 15 * minuteMs, hour: 60 * minuteMs, hours8: 480 * minuteMs } as const;
type Length = keyof typeof lengths;
type Kind = Schemas['Pause']['kind'];

/** With a reason for whoever wonders, and an end, so that nobody forgets it. */
export function PauseQueue({ vhost, queue, onClose }: PauseQueueProps) {
  const { t } = useTranslation();
  const [kind, setKind] = useState<Kind>('delivery');
  const [reason, setReason] = useState('');
  const [length, setLength] = useState<Length>('hour');
  const client = useQueryClient();
  const pause = useMutation({
    mutationFn: () => {
      const ms = lengths[length];
      const until = ms === null ? null : new Date(serverNow() + ms).toISOString();
      const params = { path: { queue, kind }, query: { vhost } };
      return answerOf(api.PUT('/v1/queues/{queue}/pauses/{kind}', { params, body: { reason, until } }));
    },
    onSuccess: async () => {
      onClose();
      await client.invalidateQueries();
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    pause.mutate();
  };
  return (
    <Dialog title={t('pause.title', { queue })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('pause.what')} hint={t(`pause.${kind}Means`)}>
          {(ids) => (
            <Select {...ids} value={kind} onChange={({ target }) => setKind(target.value as Kind)}>
              <option value="delivery">{t('pause.delivery')}</option>
              <option value="publishing">{t('pause.publishing')}</option>
            </Select>
          )}
        </Field>
        <Field label={t('pause.reason')} hint={t('pause.reasonHint')}>
          {(ids) => (
            <Input
              {...ids}
              required
              autoFocus
              maxLength={500}
              value={reason}
              onChange={({ target }) => setReason(target.value)}
            />
          )}
        </Field>
        <Field label={t('pause.until')}>
          {(ids) => (
            <Select {...ids} value={length} onChange={({ target }) => setLength(target.value as Length)}>
              {(Object.keys(lengths) as Length[]).map((one) => (
                <option key={one} value={one}>
                  {t(`pause.length.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {pause.error && <ProblemNotice error={pause.error} />}
        <DialogButtons>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" disabled={pause.isPending}>
            {t('pause.action')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
