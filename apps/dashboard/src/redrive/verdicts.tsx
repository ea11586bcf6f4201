import { useTranslation } from 'react-i18next';
import type { DryRun } from '../data/operations.js';
import { payloadOf, previewOf } from '../payload/payload.js';
import { useFormat } from '../preferences/format.js';
import { Notice } from '../ui/notice.js';
import { Changes } from './changes.js';
import { draftOf, type EditDraft } from './message-edit.js';

type Verdict = DryRun['items'][number]['verdict'];
type Sample = DryRun['samples'][number];

/** What a dry run has found: how many of each kind, and a few messages themselves. */
export function Verdicts({ checked, total }: { readonly checked: DryRun; readonly total: number }) {
  const { t } = useTranslation();
  const format = useFormat();
  return (
    <div className="flex flex-col gap-3">
      <h3 className="font-semibold">{t('redrive.check', { count: total, shown: format.count(total) })}</h3>
      {!checked.isComplete && <Notice severity="info">{t('redrive.incomplete', { shown: format.count(checked.reads) })}</Notice>}
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1">
        {Object.entries(checked.totals).map(([verdict, count]) => (
          <div key={verdict} className="contents">
            <dt className="figure text-right font-medium">{format.count(count)}</dt>
            <dd>{t(`verdict.${verdict as Verdict}`)}</dd>
          </div>
        ))}
      </dl>
      {checked.samples.length > 0 && (
        <details>
          <summary className="text-muted">{t('redrive.samples', { count: checked.samples.length })}</summary>
          <ul className="mt-2 flex flex-col gap-2">
            {checked.samples.map((sample) => (
              <SampleItem key={sample.messageId} sample={sample} />
            ))}
          </ul>
        </details>
      )}
    </div>
  );
}

/** One message, and what of it is other afterwards. */
function SampleItem({ sample: { messageId, target, before, after, detail } }: { readonly sample: Sample }) {
  return (
    <li className="flex min-w-0 flex-col gap-1 rounded-md border border-line px-3 py-2">
      <p>
        <span className="font-mono text-code font-medium">{messageId}</span> {target !== null && `→ ${target}`}{' '}
        <span className="text-muted">{detail}</span>
      </p>
      <p className="truncate font-mono text-code text-muted">{previewOf(before)}</p>
      {after !== null && <Changes before={wholeDraftOf(before)} after={wholeDraftOf(after)} />}
    </li>
  );
}

/** With the headers, too, that nobody may type. */
function wholeDraftOf(message: Sample['before']): EditDraft {
  return { body: draftOf(payloadOf(message), {}).body, headers: JSON.stringify(message.headers, undefined, 2) };
}
