import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useVhost } from '../../data/vhost.js';
import { Button } from '../../ui/button.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Dialog, DialogButtons } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/notice.js';
import { curlOf, declareAll, presets, type Preset } from './queue-presets.js';

/** Three kinds of queue that most need, each with its dead letters wired; and the same as commands. */
export function CreateQueue({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const vhost = useVhost();
  const [name, setName] = useState('');
  const [preset, setPreset] = useState<Preset>('work');
  const create = useCreate(vhost, onClose);
  const declarations = presets[preset](name === '' ? t('queues.exampleName') : name);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ name, preset });
  };
  return (
    <Dialog title={t('queues.create')} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('queues.name')} hint={t('queues.nameHint')}>
          {(ids) => (
            <Input {...ids} required autoFocus maxLength={255} value={name} onChange={({ target }) => setName(target.value)} />
          )}
        </Field>
        <fieldset className="flex flex-col gap-1.5">
          <legend className="mb-1 font-medium">{t('queues.preset')}</legend>
          {(Object.keys(presets) as Preset[]).map((one) => (
            <label
              key={one}
              className="flex cursor-pointer items-start gap-2.5 rounded-md border border-line px-3 py-2 has-checked:border-ink has-checked:bg-raised"
            >
              <input
                type="radio"
                name="preset"
                className="mt-1 accent-ink"
                checked={preset === one}
                onChange={() => setPreset(one)}
              />
              <span>
                <span className="font-medium">{t(`preset.${one}.name`)}</span>
                <span className="block text-muted">{t(`preset.${one}.means`)}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <details>
          <summary className="text-muted">{t('queues.asCommands')}</summary>
          <CodeBlock text={declarations.map((one) => curlOf(vhost, one)).join('\n')} />
        </details>
        {create.error && <ProblemNotice error={create.error} />}
        <DialogButtons>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t('queues.create')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

function useCreate(vhost: string, onClose: () => void) {
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMutation({
    mutationFn: ({ name, preset }: { name: string; preset: Preset }) => declareAll(vhost, presets[preset](name)),
    onSuccess: async (_, { name }) => {
      await client.invalidateQueries();
      onClose();
      await navigate({ to: '/queues/$queue', params: { queue: name } });
    },
  });
}
