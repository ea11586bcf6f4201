import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { usersKey, useUsers, type User } from '../../data/access.js';
import { useIdentity } from '../../data/identity.js';
import { Button } from '../../ui/button.js';
import { ConfirmByName } from '../../ui/confirm-by-name.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';
import { UserForm } from './user-form.js';

export function UserList() {
  const { t } = useTranslation();
  const { data, error } = useUsers();
  const [isAdding, setAdding] = useState(false);
  const add = (
    <Button onClick={() => setAdding(true)}>
      <Plus size={14} aria-hidden />
      {t('users.add')}
    </Button>
  );
  return (
    <Section title={t('users.title')} aside={add}>
      {error !== null && <ProblemNotice error={error} />}
      {data === undefined ? (
        error === null && <Loading rows={3} />
      ) : (
        <PlainTable label={t('users.title')} headers={[t('users.name'), t('users.role'), t('users.from'), t('common.actions')]}>
          {data.map((user) => (
            <UserRow key={user.name} user={user} />
          ))}
        </PlainTable>
      )}
      {isAdding && <UserForm onClose={() => setAdding(false)} />}
    </Section>
  );
}

function UserRow({ user }: { readonly user: User }) {
  const { t } = useTranslation();
  const me = useIdentity().user;
  const [act, setAct] = useState<'change' | 'delete' | null>(null);
  return (
    <tr>
      <td className="font-medium">{user.name}</td>
      <td>{t(`role.${user.role}`)}</td>
      <td className="text-muted">{user.loopbackOnly ? t('users.loopbackOnly') : t('users.anywhere')}</td>
      <td>
        <div className="flex gap-1">
          <Button look="quiet" className="h-7" onClick={() => setAct('change')}>
            {t('users.change')}
          </Button>
          <Button
            look="quiet"
            className="h-7"
            unavailable={user.name === me ? t('users.notYourself') : undefined}
            onClick={() => setAct('delete')}
          >
            {t('users.delete')}
          </Button>
        </div>
        {act === 'change' && <UserForm user={user} onClose={() => setAct(null)} />}
        {act === 'delete' && <DeleteUser name={user.name} onClose={() => setAct(null)} />}
      </td>
    </tr>
  );
}

function DeleteUser({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const remove = useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/users/{user}', { params: { path: { user: name } } })),
    onSuccess: () => client.invalidateQueries({ queryKey: usersKey }),
  });
  return (
    <ConfirmByName
      {...{
        title: t('users.deleteTitle', { name }),
        consequence: t('users.deleteMeans'),
        name,
        verb: t('users.delete'),
        onClose,
      }}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    />
  );
}
