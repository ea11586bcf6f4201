import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Permission } from '../../data/access.js';
import { useVhost } from '../../data/vhost.js';
import { useVhosts } from '../../data/vhosts.js';
import { Dialog } from '../../ui/dialog.js';
import { Field, Select } from '../../ui/field.js';
import { PermissionForm } from './permission-form.js';

interface UserPermissionsProps {
  readonly user: string;
  /** Of this user, in all virtual hosts. */
  readonly permissions: readonly Permission[];
  readonly onClose: () => void;
}

/** One virtual host at a time. */
export function UserPermissions({ user, permissions, onClose }: UserPermissionsProps) {
  const { t } = useTranslation();
  const here = useVhost();
  const known = useVhosts().data?.map(({ name }) => name) ?? [];
  const names = [...new Set([...known, ...permissions.map(({ vhost }) => vhost), here])].sort();
  const [vhost, setVhost] = useState(here);
  const isIn = (name: string) => permissions.some((one) => one.vhost === name);
  return (
    <Dialog title={t('permissions.title', { user })} description={t('permissions.description')} onClose={onClose}>
      <div className="flex flex-col gap-4">
        <Field label={t('shell.vhost')}>
          {(ids) => (
            <Select {...ids} value={vhost} onChange={({ target }) => setVhost(target.value)}>
              {names.map((name) => (
                <option key={name} value={name}>
                  {isIn(name) ? name : t('permissions.notIn', { vhost: name })}
                </option>
              ))}
            </Select>
          )}
        </Field>
        <PermissionForm key={vhost} {...{ user, vhost, onClose, permission: permissions.find((one) => one.vhost === vhost) }} />
      </div>
    </Dialog>
  );
}
