import { useTranslation } from 'react-i18next';
import type { Scope } from '../data/operations.js';
import { Dialog } from '../ui/dialog.js';
import { Checked } from './checked.js';

interface PurgeDialogProps {
  readonly scope: Scope;
  /** What is meant, in words. */
  readonly meaning: string;
  readonly onClose: () => void;
}

const wish = { kind: 'purge', target: null } as const;

/** Removes those that are meant, for good. */
export function PurgeDialog({ scope, meaning, onClose }: PurgeDialogProps) {
  const { t } = useTranslation();
  return (
    <Dialog title={t('purgeSome.title')} description={meaning} onClose={onClose}>
      <Checked scope={scope} wish={wish} onClose={onClose} />
    </Dialog>
  );
}
