import clsx from 'clsx';
import { useTranslation } from 'react-i18next';
import { lineDiff, type DiffLine } from './line-diff.js';
import type { EditDraft } from './message-edit.js';

interface ChangesProps {
  readonly before: EditDraft;
  readonly after: EditDraft;
}

/** What was changed by hand, before it is sent. */
export function Changes({ before, after }: ChangesProps) {
  const { t } = useTranslation();
  const body = lineDiff(before.body ?? '', after.body ?? '');
  const headers = lineDiff(before.headers, after.headers);
  if (body.length + headers.length === 0) return <p className="text-muted">{t('editMessage.unchanged')}</p>;
  return (
    <>
      {body.length > 0 && <Diff title={t('payload.title')} lines={body} />}
      {headers.length > 0 && <Diff title={t('message.headers')} lines={headers} />}
    </>
  );
}

const signs: Record<DiffLine['kind'], string> = { same: ' ', removed: '−', added: '+' };
const looks: Record<DiffLine['kind'], string> = {
  same: 'text-muted',
  removed: 'bg-removed-paper',
  added: 'bg-added-paper',
};

function Diff({ title, lines }: { readonly title: string; readonly lines: readonly DiffLine[] }) {
  return (
    <figure>
      <figcaption className="pb-1 font-medium">{title}</figcaption>
      <pre tabIndex={0} className="max-h-60 overflow-auto rounded-md border border-line font-mono text-code">
        {lines.map(({ kind, text }, index) => (
          <div key={index} className={clsx('px-2', looks[kind])}>
            {signs[kind]} {text}
          </div>
        ))}
      </pre>
    </figure>
  );
}
