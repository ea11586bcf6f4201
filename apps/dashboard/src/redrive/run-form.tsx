import { useMutation } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { startOperation, type DryRun, type Run, type Scope, type Wish } from '../data/operations.js';
import { searchFor } from '../data/vhost.js';
import { useFormat } from '../preferences/format.js';
import { Button } from '../ui/button.js';
import { Checkbox } from '../ui/checkbox.js';
import { DialogButtons } from '../ui/dialog.js';
import { Field, Input } from '../ui/field.js';
import { ProblemNotice } from '../ui/notice.js';
import { randomKey } from './random-key.js';
import { Verdicts } from './verdicts.js';

interface RunFormProps {
  readonly scope: Scope;
  readonly wish: Wish;
  readonly checked: DryRun;
  readonly onClose: () => void;
}

const usualRate = 50;
const usualFailureShare = 5;

/** How the run goes, and its confirmation: with more than one message the count has to be typed. */
export function RunForm({ scope, wish, checked, onClose }: RunFormProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [canary, setCanary] = useState(true);
  const [rate, setRate] = useState(wish.kind === 'redrive' ? String(usualRate) : '');
  const [share, setShare] = useState(String(usualFailureShare));
  const [typed, setTyped] = useState('');
  const run = useRun(scope, wish);
  const total = Object.values(checked.totals).reduce((sum, count) => sum + count, 0);
  const isMany = total > 1;
  const isFollowed = isMany && wish.kind === 'redrive';
  const isConfirmed = !isMany || typed === String(total);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (total === 0 || !isConfirmed) return;
    const followed = { canary, failureShareMax: shareOf(share) };
    run.mutate({ cutoff: checked.cutoff, ratePerSecond: isMany ? numberOrNull(rate) : null, ...(isFollowed ? followed : {}) });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Verdicts checked={checked} total={total} />
      {isFollowed && (
        <Checkbox label={t('redrive.canary')} means={t('redrive.canaryMeans')} isChecked={canary} onChange={setCanary} />
      )}
      {isMany && (
        <div className="grid gap-4 sm:grid-cols-2">
          <NumberField label={t('redrive.rate')} hint={t('redrive.rateHint')} value={rate} onChange={setRate} />
          {isFollowed && (
            <NumberField label={t('redrive.share')} hint={t('redrive.shareHint')} value={share} onChange={setShare} />
          )}
        </div>
      )}
      {isMany && (
        <Field label={t('redrive.confirm', { count: total, shown: format.count(total) })}>
          {(ids) => <Input {...ids} inputMode="numeric" value={typed} onChange={({ target }) => setTyped(target.value)} />}
        </Field>
      )}
      {run.error && <ProblemNotice error={run.error} />}
      <DialogButtons>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button
          type="submit"
          look={wish.kind === 'purge' ? 'destructive' : 'primary'}
          disabled={run.isPending}
          unavailable={total === 0 ? t('redrive.nothing') : isConfirmed ? undefined : t('redrive.typeFirst')}
        >
          {t(`operationVerb.${wish.kind}`)}
        </Button>
      </DialogButtons>
    </form>
  );
}

interface NumberFieldProps {
  readonly label: string;
  readonly hint: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function NumberField({ label, hint, value, onChange }: NumberFieldProps) {
  return (
    <Field label={label} hint={hint}>
      {(ids) => (
        <Input {...ids} inputMode="numeric" pattern="[0-9]*" value={value} onChange={({ target }) => onChange(target.value)} />
      )}
    </Field>
  );
}

function numberOrNull(text: string): number | null {
  return text.trim() === '' || Number(text) === 0 ? null : Number(text);
}

/** Of what was typed in %. */
function shareOf(text: string): number | null {
  const percent = numberOrNull(text);
  return percent === null ? null : percent / 100;
}

function useRun(scope: Scope, wish: Wish) {
  const navigate = useNavigate();
  const [idempotencyKey] = useState(randomKey);
  return useMutation({
    mutationFn: (run: Run) => startOperation(scope, wish, run, idempotencyKey),
    onSuccess: ({ id, vhost }) => navigate({ to: '/operations/$operation', params: { operation: id }, search: searchFor(vhost) }),
  });
}
