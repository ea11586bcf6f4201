import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { permissionsKey, type Permission } from '../../data/access.js';
import { Button } from '../../ui/button.js';
import { DialogButtons } from '../../ui/dialog.js';
import { Field, Input } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/notice.js';

interface PermissionFormProps {
  readonly user: string;
  readonly vhost: string;
  /** What the user may do there now; undefined: it may not enter. */
  readonly permission: Permission | undefined;
  readonly onClose: () => void;
}

const kinds = ['configure', 'write', 'read'] as const;

type Patterns = Readonly<Record<(typeof kinds)[number], string>>;

const everything: Patterns = { configure: '.*', write: '.*', read: '.*' };

/** What a user may do in one virtual host: a pattern over names for each kind of access. */
export function PermissionForm({ user, vhost, permission, onClose }: PermissionFormProps) {
  const { t } = useTranslation();
  const [patterns, setPatterns] = useState<Patterns>(permission ?? everything);
  const params = { path: { user }, query: { vhost } };
  const { configure, write, read } = patterns;
  const save = useChange(() => api.PUT('/v1/permissions/{user}', { params, body: { configure, write, read } }), onClose);
  const remove = useChange(() => api.DELETE('/v1/permissions/{user}', { params }), onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate();
  };
  const error = save.error ?? remove.error;
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      {kinds.map((kind) => (
        <Field key={kind} label={t(`permissions.${kind}`)} hint={t(`permissions.means.${kind}`)}>
          {(ids) => (
            <Input
              {...ids}
              className="font-mono text-code"
              value={patterns[kind]}
              onChange={({ target }) => setPatterns({ ...patterns, [kind]: target.value })}
            />
          )}
        </Field>
      ))}
      <p className="text-small text-muted">{t('permissions.pattern')}</p>
      {error && <ProblemNotice error={error} />}
      <DialogButtons>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" disabled={save.isPending}>
          {permission === undefined ? t('permissions.grant') : t('common.save')}
        </Button>
        {permission !== undefined && (
          <Button look="destructive" disabled={remove.isPending} onClick={() => remove.mutate()}>
            {t('permissions.remove')}
          </Button>
        )}
      </DialogButtons>
    </form>
  );
}

function useChange(ask: () => Parameters<typeof answerOf>[0], onClose: () => void) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: () => answerOf(ask()),
    onSuccess: async () => {
      await client.invalidateQueries({ queryKey: permissionsKey });
      onClose();
    },
  });
}
