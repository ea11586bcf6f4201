import { useTranslation } from 'react-i18next';
import { useMay } from '../../data/identity.js';
import { Page } from '../../ui/page.js';
import { TokenList } from './token-list.js';
import { UserList } from './user-list.js';

export function SettingsPage() {
  const { t } = useTranslation();
  const isAdmin = useMay('admin');
  return (
    <Page title={t('places.settings')}>
      <div className="flex max-w-5xl flex-col gap-8">
        {isAdmin && <UserList />}
        <TokenList />
      </div>
    </Page>
  );
}
