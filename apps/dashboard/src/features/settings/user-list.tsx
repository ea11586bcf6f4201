import { useMutation, useQueryClient } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { permissionsKey, usePermissions, usersKey, useUsers, type Permission, type User } from '../../data/access.js';
import { useIdentity } from '../../data/identity.js';
import { Button } from '../../ui/button.js';
import { ConfirmByName } from '../../ui/confirm-by-name.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { PlainTable } from '../../ui/plain-table.js';
import { Section } from '../../ui/section.js';
import { UserForm } from './user-form.js';
import { UserPermissions } from './user-permissions.js';

export function UserList() {
  const { t } = useTranslation();
  const { data, error } = useUsers();
  const permissions = usePermissions();
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
      {permissions.error !== null && <ProblemNotice error={permissions.error} />}
      {data === undefined ? (
        error === null && <Loading rows={3} />
      ) : (
        <PlainTable
          label={t('users.title')}
          headers={[t('users.name'), t('users.role'), t('permissions.column'), t('users.from'), t('common.actions')]}
        >
          {data.map((user) => (
            <UserRow key={user.name} user={user} permissions={permissions.data?.filter((one) => one.user === user.name)} />
          ))}
        </PlainTable>
      )}
      {isAdding && <UserForm onClose={() => setAdding(false)} />}
    </Section>
  );
}

interface UserRowProps {
  readonly user: User;
  /** Undefined while they are not known. */
  readonly permissions: readonly Permission[] | undefined;
}

function UserRow({ user, permissions }: UserRowProps) {
  const { t } = useTranslation();
  const me = useIdentity().user;
  const [act, setAct] = useState<'change' | 'permissions' | 'delete' | null>(null);
  return (
    <tr>
      <td className="font-medium">{user.name}</td>
      <td>{t(`role.${user.role}`)}</td>
      <td className="[overflow-wrap:anywhere]">
        {permissions?.length === 0 ? (
          <span className="text-muted">{t('permissions.none')}</span>
        ) : (
          permissions?.map(({ vhost }) => vhost).join(', ')
        )}
      </td>
      <td className="text-muted">{user.loopbackOnly ? t('users.loopbackOnly') : t('users.anywhere')}</td>
      <td>
        <div className="flex gap-1">
          <Button look="quiet" className="h-7" onClick={() => setAct('change')}>
            {t('users.change')}
          </Button>
          {permissions !== undefined && (
            <Button look="quiet" className="h-7" onClick={() => setAct('permissions')}>
              {t('permissions.action')}
            </Button>
          )}
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
        {act === 'permissions' && permissions !== undefined && (
          <UserPermissions user={user.name} permissions={permissions} onClose={() => setAct(null)} />
        )}
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
    onSuccess: () => Promise.all([usersKey, permissionsKey].map((queryKey) => client.invalidateQueries({ queryKey }))),
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
