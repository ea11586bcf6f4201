import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useQueueStatistics } from '../data/queues.js';
import { Field, Input } from '../ui/field.js';

/** More than this nobody reads in a list of proposals. */
const proposalsMax = 200;

interface Target {
  readonly typed: string;
  readonly change: (typed: string) => void;
  /** Null: none is named. */
  readonly queue: string | null;
  /** There is no such queue. */
  readonly isWrong: boolean;
  readonly proposals: readonly string[];
}

/** A queue of the virtual host, or none. */
export function useTarget(vhost: string): Target {
  const [typed, change] = useState('');
  const names = useQueueStatistics(vhost).data?.map(({ queue }) => queue) ?? [];
  const queue = typed === '' ? null : typed;
  const proposals = names.filter((name) => name.includes(typed)).slice(0, proposalsMax);
  return { typed, change, queue, isWrong: queue !== null && !names.includes(queue), proposals };
}

interface TargetFieldProps {
  readonly target: Target;
  readonly label: string;
  readonly hint?: string;
  readonly isRequired?: boolean;
}

export function TargetField({ target, label, hint, isRequired = false }: TargetFieldProps) {
  const { t } = useTranslation();
  const list = useId();
  return (
    <Field label={label} hint={hint} error={target.isWrong ? t('redrive.noSuchQueue') : undefined}>
      {(ids) => (
        <>
          <Input
            {...ids}
            list={list}
            required={isRequired}
            autoFocus={isRequired}
            value={target.typed}
            onChange={({ target: input }) => target.change(input.value)}
          />
          <datalist id={list}>
            {target.proposals.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
