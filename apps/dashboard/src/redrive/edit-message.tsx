import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PeekedMessage } from '../data/messages.js';
import type { Scope, Wish } from '../data/operations.js';
import { payloadOf } from '../payload/payload.js';
import { Button } from '../ui/button.js';
import { Dialog } from '../ui/dialog.js';
import { Field, TextArea } from '../ui/field.js';
import { Changes } from './changes.js';
import { Checked } from './checked.js';
import { draftOf, editOf, isLocked, wrongIn, type EditDraft } from './message-edit.js';
import { TargetField, useTarget } from './target-field.js';

interface EditMessageProps {
  readonly vhost: string;
  readonly queue: string;
  readonly message: PeekedMessage;
  readonly onClose: () => void;
}

/** One dead letter on again, changed on its way or as it is. */
export function EditMessage({ vhost, queue, message, onClose }: EditMessageProps) {
  const { t } = useTranslation();
  const payload = useMemo(() => payloadOf(message), [message]);
  const before = useMemo(() => draftOf(payload, message.headers), [payload, message]);
  const [draft, setDraft] = useState(before);
  const [isChecking, setChecking] = useState(false);
  const target = useTarget(vhost);
  const wrong = wrongIn(draft, payload);
  const isWrong = wrong.body !== undefined || wrong.headers !== undefined || target.isWrong;
  const scope: Scope = { vhost, queue, filter: { messageId: message.id } };
  return (
    <Dialog title={t('editMessage.title', { id: message.id })} description={t('editMessage.means')} onClose={onClose} isWide>
      {isChecking ? (
        <div className="flex flex-col gap-4">
          <Changes before={before} after={draft} />
          <div>
            <Button look="quiet" onClick={() => setChecking(false)}>
              ← {t('editMessage.back')}
            </Button>
          </div>
          <Checked scope={scope} wish={wishOf(target.queue, editOf(before, draft, payload))} onClose={onClose} />
        </div>
      ) : (
        <div className="flex flex-col gap-4">
          <TargetField target={target} label={t('redrive.target')} hint={t('redrive.targetHint')} />
          <Editor {...{ draft, wrong, onChange: setDraft, locked: Object.keys(message.headers).filter(isLocked) }} />
          <div className="mt-1 flex flex-wrap justify-end gap-2">
            <Button onClick={onClose}>{t('common.cancel')}</Button>
            <Button look="primary" unavailable={isWrong ? t('editMessage.wrong') : undefined} onClick={() => setChecking(true)}>
              {t('editMessage.check')}
            </Button>
          </div>
        </div>
      )}
    </Dialog>
  );
}

function wishOf(target: string | null, edit: string | undefined): Wish {
  return { kind: 'redrive', target, resetAttempts: true, ...(edit === undefined ? {} : { edit }) };
}

interface EditorProps {
  readonly draft: EditDraft;
  readonly wrong: ReturnType<typeof wrongIn>;
  readonly locked: readonly string[];
  readonly onChange: (draft: EditDraft) => void;
}

function Editor({ draft, wrong, locked, onChange }: EditorProps) {
  const { t } = useTranslation();
  const { body } = draft;
  return (
    <>
      {body === null ? (
        <p className="text-muted">{t('editMessage.fixedBody')}</p>
      ) : (
        <Field label={t('payload.title')} error={wrong.body}>
          {(ids) => (
            <TextArea {...ids} rows={12} value={body} onChange={({ target }) => onChange({ ...draft, body: target.value })} />
          )}
        </Field>
      )}
      <Field
        label={t('message.headers')}
        hint={locked.length === 0 ? undefined : t('editMessage.locked', { names: locked.join(', ') })}
        error={wrong.headers}
      >
        {(ids) => (
          <TextArea
            {...ids}
            rows={6}
            value={draft.headers}
            onChange={({ target }) => onChange({ ...draft, headers: target.value })}
          />
        )}
      </Field>
    </>
  );
}
