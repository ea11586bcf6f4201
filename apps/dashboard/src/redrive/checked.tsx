import { useTranslation } from 'react-i18next';
import type { Scope, Wish } from '../data/operations.js';
import { Button } from '../ui/button.js';
import { DialogButtons } from '../ui/dialog.js';
import { Loading } from '../ui/loading.js';
import { ProblemNotice } from '../ui/notice.js';
import { RunForm } from './run-form.js';
import { useCheck } from './use-check.js';

interface CheckedProps {
  readonly scope: Scope;
  /** Null while what is typed is no wish. */
  readonly wish: Wish | null;
  readonly onClose: () => void;
}

/** What would happen, and then the button that does it. */
export function Checked({ scope, wish, onClose }: CheckedProps) {
  const { t } = useTranslation();
  const check = useCheck(scope, wish);
  if (check.data !== undefined && wish !== null)
    return <RunForm key={JSON.stringify(wish)} {...{ scope, wish, checked: check.data, onClose }} />;
  return (
    <>
      {check.error !== null && <ProblemNotice error={check.error} />}
      {check.isLoading && <Loading rows={4} />}
      <DialogButtons>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
      </DialogButtons>
    </>
  );
}
