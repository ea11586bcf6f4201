import { useState, type FormEvent, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Button } from './button.js';
import { Dialog, DialogButtons } from './dialog.js';
import { Field, Input } from './field.js';
import { ProblemNotice } from './notice.js';

interface ConfirmByNameProps {
  readonly title: string;
  /** What will be gone, with the count. */
  readonly consequence: ReactNode;
  readonly name: string;
  readonly verb: string;
  readonly isPending: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** For what cannot be undone: the name has to be typed. */
export function ConfirmByName({ title, consequence, name, verb, isPending, error, onConfirm, onClose }: ConfirmByNameProps) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed === name) onConfirm();
  };
  return (
    <Dialog title={title} onClose={onClose}>
      <form onSubmit={submit} className="flex flex-col gap-4">
        <p>{consequence}</p>
        <Field label={t('common.typeName', { name })}>
          {(ids) => <Input {...ids} autoFocus value={typed} onChange={({ target }) => setTyped(target.value)} />}
        </Field>
        {error !== null && <ProblemNotice error={error} />}
        <DialogButtons>
          <Button onClick={onClose}>{t('common.cancel')}</Button>
          <Button
            type="submit"
            look="destructive"
            disabled={isPending}
            unavailable={typed === name ? undefined : t('common.typeNameFirst')}
          >
            {verb}
          </Button>
        </DialogButtons>
      </form>
    </Dialog>
  );
}
