import { useTranslation } from 'react-i18next';
import type { Scope } from '../data/operations.js';
import { Dialog } from '../ui/dialog.js';
import { Checked } from './checked.js';
import { TargetField, useTarget } from './target-field.js';

interface MoveDialogProps {
  readonly scope: Scope;
  readonly onClose: () => void;
}

/** To another queue, as they are. */
export function MoveDialog({ scope, onClose }: MoveDialogProps) {
  const { t } = useTranslation();
  const target = useTarget(scope.vhost);
  const wish = target.isWrong || target.queue === null ? null : ({ kind: 'move', target: target.queue } as const);
  return (
    <Dialog title={t('move.title')} description={t('move.means', { queue: scope.queue })} onClose={onClose}>
      <div className="flex flex-col gap-4 pb-4">
        <TargetField target={target} label={t('move.target')} isRequired />
      </div>
      <Checked scope={scope} wish={wish} onClose={onClose} />
    </Dialog>
  );
}
