import { useTranslation } from 'react-i18next';
import { Dialog } from '../ui/dialog.js';
import { SideNavigation } from './side-navigation.js';

/** The navigation where there is no room for it beside the page. */
export default function PhoneNavigation({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('shell.places')} onClose={onClose}>
      <SideNavigation onFollow={onClose} />
    </Dialog>
  );
}
