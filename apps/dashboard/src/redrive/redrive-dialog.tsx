import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Scope } from '../data/operations.js';
import { Checkbox } from '../ui/checkbox.js';
import { Dialog } from '../ui/dialog.js';
import { Checked } from './checked.js';
import { TargetField, useTarget } from './target-field.js';

interface RedriveDialogProps {
  readonly scope: Scope;
  /** What is meant, in words. */
  readonly meaning: string;
  readonly onClose: () => void;
}

/** First always what would happen; then, for exactly those messages, the run. */
export function RedriveDialog({ scope, meaning, onClose }: RedriveDialogProps) {
  const { t } = useTranslation();
  const target = useTarget(scope.vhost);
  const [resetAttempts, setResetAttempts] = useState(true);
  const wish = target.isWrong ? null : ({ kind: 'redrive', target: target.queue, resetAttempts } as const);
  return (
    <Dialog title={t('redrive.title')} description={meaning} onClose={onClose}>
      <div className="flex flex-col gap-4 pb-4">
        <TargetField target={target} label={t('redrive.target')} hint={t('redrive.targetHint')} />
        <Checkbox
          label={t('redrive.resetAttempts')}
          means={t('redrive.resetAttemptsMeans')}
          isChecked={resetAttempts}
          onChange={setResetAttempts}
        />
      </div>
      <Checked scope={scope} wish={wish} onClose={onClose} />
    </Dialog>
  );
}
