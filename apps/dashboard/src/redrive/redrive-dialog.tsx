import { useMutation, useQuery } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { dryRunOf, startRedrive, type DryRun, type RedriveScope } from '../data/operations.js';
import { searchFor } from '../data/vhost.js';
import { useFormat } from '../preferences/format.js';
import { Button } from '../ui/button.js';
import { Dialog, DialogButtons } from '../ui/dialog.js';
import { Field, Input } from '../ui/field.js';
import { Loading } from '../ui/loading.js';
import { ProblemNotice } from '../ui/notice.js';
import { randomKey } from './random-key.js';
import { Verdicts } from './verdicts.js';

interface RedriveDialogProps {
  readonly scope: RedriveScope;
  /** What is meant, in words. */
  readonly meaning: string;
  readonly onClose: () => void;
}

/** First always what would happen; then, for exactly those messages, the run. */
export function RedriveDialog({ scope, meaning, onClose }: RedriveDialogProps) {
  const { t } = useTranslation();
  const check = useQuery({
    queryKey: ['redrive-check', scope],
    queryFn: () => dryRunOf(scope),
    // The scope is frozen at the first look, as long as the dialog is open.
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false },
  });
  return (
    <Dialog title={t('redrive.title')} description={meaning} onClose={onClose}>
      {check.error !== null && <ProblemNotice error={check.error} />}
      {check.isPending && <Loading rows={4} />}
      {check.data !== undefined && <Checked scope={scope} checked={check.data} onClose={onClose} />}
    </Dialog>
  );
}

interface CheckedProps {
  readonly scope: RedriveScope;
  readonly checked: DryRun;
  readonly onClose: () => void;
}

const usualFailureShare = 5;

function Checked({ scope, checked, onClose }: CheckedProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const [canary, setCanary] = useState(true);
  const [rate, setRate] = useState('50');
  const [share, setShare] = useState(String(usualFailureShare));
  const [typed, setTyped] = useState('');
  const [idempotencyKey] = useState(randomKey);
  const run = useRun(scope);
  const total = Object.values(checked.totals).reduce((sum, count) => sum + count, 0);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== String(total)) return;
    const [ratePerSecond, failureShareMax] = [numberOrNull(rate), numberOrNull(share)];
    run.mutate({
      cutoff: checked.cutoff,
      canary,
      ratePerSecond,
      idempotencyKey,
      failureShareMax: failureShareMax === null ? null : failureShareMax / 100,
    });
  };
  return (
    <form onSubmit={submit} className="flex flex-col gap-4">
      <Verdicts checked={checked} total={total} />
      <label className="flex cursor-pointer items-start gap-2.5">
        <input
          type="checkbox"
          className="mt-1 accent-ink"
          checked={canary}
          onChange={({ target }) => setCanary(target.checked)}
        />
        <span>
          <span className="font-medium">{t('redrive.canary')}</span>
          <span className="block text-muted">{t('redrive.canaryMeans')}</span>
        </span>
      </label>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label={t('redrive.rate')} hint={t('redrive.rateHint')}>
          {(ids) => (
            <Input {...ids} inputMode="numeric" pattern="[0-9]*" value={rate} onChange={({ target }) => setRate(target.value)} />
          )}
        </Field>
        <Field label={t('redrive.share')} hint={t('redrive.shareHint')}>
          {(ids) => (
            <Input
              {...ids}
              inputMode="numeric"
              pattern="[0-9]*"
              value={share}
              onChange={({ target }) => setShare(target.value)}
            />
          )}
        </Field>
      </div>
      <Field label={t('redrive.confirm', { count: total, shown: format.count(total) })}>
        {(ids) => <Input {...ids} inputMode="numeric" value={typed} onChange={({ target }) => setTyped(target.value)} />}
      </Field>
      {run.error && <ProblemNotice error={run.error} />}
      <DialogButtons>
        <Button onClick={onClose}>{t('common.cancel')}</Button>
        <Button type="submit" look="primary" disabled={run.isPending} unavailable={reasonNot(total, typed, t)}>
          {t('redrive.run')}
        </Button>
      </DialogButtons>
    </form>
  );
}

function reasonNot(total: number, typed: string, t: ReturnType<typeof useTranslation>['t']): string | undefined {
  if (total === 0) return t('redrive.nothing');
  return typed === String(total) ? undefined : t('redrive.typeFirst');
}

function numberOrNull(text: string): number | null {
  return text.trim() === '' || Number(text) === 0 ? null : Number(text);
}

function useRun(scope: RedriveScope) {
  const navigate = useNavigate();
  return useMutation({
    mutationFn: (order: Omit<Parameters<typeof startRedrive>[0], 'scope'>) => startRedrive({ scope, ...order }),
    onSuccess: ({ id, vhost }) => navigate({ to: '/operations/$operation', params: { operation: id }, search: searchFor(vhost) }),
  });
}
