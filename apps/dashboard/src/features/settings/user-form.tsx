import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { permissionsKey, usersKey, type User } from '../../data/access.js';
import { roles, type Role } from '../../data/identity.js';
import { useVhost } from '../../data/vhost.js';
import { Button } from '../../ui/button.js';
import { Dialog, DialogButtons } from '../../ui/dialog.js';
import { Field, Input, Select } from '../../ui/field.js';
import { ProblemNotice } from '../../ui/notice.js';

interface UserFormProps {
  /** Who is changed; without one somebody is added. */
  readonly user?: User;
  readonly onClose: () => void;
}

export function UserForm({ user, onClose }: UserFormProps) {
  const { t } = useTranslation();
  const [name, setName] = useState(user?.name ?? '');
  const [password, setPassword] = useState('');
  const [role, setRole] = useState<Role>(user?.role ?? 'viewer');
  const save = useSave(user, onClose);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save.mutate({ name, password, role });
  };
  return (
    <Dialog title={user === undefined ? t('users.add') : t('users.changeTitle', { name })} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        {user === undefined && (
          <Field label={t('users.name')}>
            {(ids) => (
              <Input {...ids} required autoFocus maxLength={255} value={name} onChange={({ target }) => setName(target.value)} />
            )}
          </Field>
        )}
        <Field label={t('session.password')} hint={user === undefined ? undefined : t('users.passwordKept')}>
          {(ids) => (
            <Input
              {...ids}
              {...{ type: 'password', autoComplete: 'new-password', required: user === undefined, value: password }}
              onChange={({ target }) => setPassword(target.value)}
            />
          )}
        </Field>
        <Field label={t('users.role')} hint={t(`roleMeans.${role}`)}>
          {(ids) => (
            <Select {...ids} value={role} onChange={({ target }) => setRole(target.value as Role)}>
              {roles.map((one) => (
                <option key={one} value={one}>
                  {t(`role.${one}`)}
                </option>
              ))}
            </Select>
          )}
        </Field>
        {user === undefined && <p className="text-muted">{t('users.permissionMeans')}</p>}
        {save.error && <ProblemNotice error={save.error} />}
        <DialogButtons>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button type="submit" look="primary" disabled={save.isPending}>
            {t('common.save')}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}

interface Change {
  readonly name: string;
  readonly password: string;
  readonly role: Role;
}

function useSave(before: User | undefined, onClose: () => void) {
  const client = useQueryClient();
  const vhost = useVhost();
  return useMutation({
    mutationFn: async ({ name, password, role }: Change) => {
      const { loopbackOnly = false, impersonator = false } = before ?? {};
      const path = { user: name };
      const secret = password === '' ? {} : { password };
      await answerOf(api.PUT('/v1/users/{user}', { params: { path }, body: { ...secret, role, loopbackOnly, impersonator } }));
      const everything = { configure: '.*', write: '.*', read: '.*' };
      if (before === undefined)
        await answerOf(api.PUT('/v1/permissions/{user}', { params: { path, query: { vhost } }, body: everything }));
    },
    onSuccess: async () => {
      await Promise.all([usersKey, permissionsKey].map((queryKey) => client.invalidateQueries({ queryKey })));
      onClose();
    },
  });
}
