import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { tokensKey } from '../../data/access.js';
import { mayAs, roles, useIdentity, type Role } from '../../data/identity.js';
import { useVhost } from '../../data/vhost.js';
import { Button } from '../../ui/button.js';
import { Checkbox } from '../../ui/checkbox.js';
import { CodeBlock } from '../../ui/code-block.js';
import { Dialog, DialogButtons } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/field.js';
import { Notice, ProblemNotice } from '../../ui/notice.js';

const dayMs = 24 * 60 * 60 * 1000;
const lifetimes = { never: null, days30: 30 * dayMs, days365: 365 * dayMs } as const;
type Lifetime = keyof typeof lifetimes;

/** The whole token is shown once. */
export function TokenForm({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  const mine = useIdentity().role;
  const [description, setDescription] = useState('');
  const [role, setRole] = useState<Role>('none');
  const [lifetime, setLifetime] = useState<Lifetime>('days365');
  const [isOnlyHere, setOnlyHere] = useState(false);
  const vhost = useVhost();
  const create = useCreate();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    create.mutate({ description, role, lifetime, vhosts: isOnlyHere ? [vhost] : null });
  };
  if (create.data !== undefined) return <CreatedToken token={create.data.token} onClose={onClose} />;
  return (
    <Dialog title={t('tokens.add')} description={t('tokens.means')} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <Field label={t('tokens.description')} hint={t('tokens.descriptionHint')}>
          {(ids) => (
            <Input
              {...ids}
              required
              autoFocus
              maxLength={1000}
              value={description}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </Field>
        <Field label={t('users.role')} hint={t(`roleMeans.${role}`)}>
          {(ids) => (
            <Select {...ids} value={role} onChange={({ target }) => setRole(target.value as Role)}>
              {roles
                .filter((one) => mayAs(mine, one))
                .map((one) => (
                  <option key={one} value={one}>
                    {t(`role.${one}`)}
                  </option>
                ))}
            </Select>
          )}
        </Field>
        <Field label={t('tokens.expires')}>
          {(ids) => (
            <Select {...ids} value={lifetime} onChange={({ target }) => setLifetime(target.value as Lifetime)}>
              {(Object.keys(lifetimes) as Lifetime[]).map((one) => (
                <option key={one} value={one}>
                  {t(`tokens.lifetime.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <Checkbox
          {...{ label: t('tokens.onlyHere', { vhost }), means: t('tokens.onlyHereMeans') }}
          isChecked={isOnlyHere}
          onChange={setOnlyHere}
        />
        {create.error && <ProblemNotice error={create.error} />}
        <DialogButtons>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" disabled={create.isPending}>
            {t('tokens.add')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

function CreatedToken({ token, onClose }: { readonly token: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('tokens.createdTitle')} onClose={onClose}>
      <Notice severity="warn">{t('tokens.once')}</Notice>
      <CodeBlock text={token} label={t('tokens.title')} />
      <DialogButtons>
        <Button look="primary" onClick={onClose}>
          {t('common.close')}
        </Button>
      </DialogButtons>
    </Dialog>
  );
}

interface Wanted {
  readonly description: string;
  readonly role: Role;
  readonly lifetime: Lifetime;
  /** Null: all that the user may use. */
  readonly vhosts: string[] | null;
}

function useCreate() {
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ description, role, lifetime, vhosts }: Wanted) => {
      const ms = lifetimes[lifetime];
      const expiresAt = ms === null ? null : new Date(Date.now() + ms).toISOString();
      return answerOf(api.POST('/v1/tokens', { body: { description, role, vhosts, expiresAt } }));
    },
    onSuccess: () => client.invalidateQueries({ queryKey: tokensKey }),
  });
}
