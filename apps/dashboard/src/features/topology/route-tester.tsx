import { useNavigate, useSearch } from '@tanstack/react-router';
import { useTranslation } from 'react-i18next';
import type { Exchange } from '../../data/topology.js';
import { Field, Input, Select } from '../../ui/field.js';

interface RouteTesterProps {
  readonly exchanges: readonly Exchange[];
  readonly chosen: Exchange;
  readonly headersError: string | undefined;
}

/** The message to imagine; it is in the address, so that the question can be handed on. */
export function RouteTester({ exchanges, chosen, headersError }: RouteTesterProps) {
  const { t } = useTranslation();
  const { key = '', headers = '' } = useSearch({ strict: false });
  const navigate = useNavigate();
  const set = (change: object) =>
    void navigate({ to: '.', replace: true, search: (before: object) => ({ ...before, ...change }) } as never);
  const type = chosen.type === 'x-delayed-message' ? chosen.arguments['x-delayed-type'] : chosen.type;
  return (
    <div className="grid items-start gap-3 md:grid-cols-3">
      <Field label={t('topology.exchange')} hint={t(`exchangeType.${chosen.type}`)}>
        {(ids) => (
          <Select {...ids} value={chosen.name} onChange={({ target }) => set({ exchange: target.value })}>
            {exchanges.map(({ name, type: shown }) => (
              <option key={name} value={name}>
                {name} ({shown})
              </option>
            ))}
          </Select>
        )}
      </Field>
      <Field label={t('topology.routingKey')} hint={t('topology.routingKeyHint')}>
        {(ids) => (
          <Input
            {...ids}
            className="font-mono text-code"
            value={key}
            onChange={({ target }) => set({ key: orNothing(target.value) })}
          />
        )}
      </Field>
      {type === 'headers' && (
        <Field label={t('message.headers')} hint={t('topology.headersHint')} error={headersError}>
          {(ids) => (
            <Input
              {...ids}
              className="font-mono text-code"
              value={headers}
              onChange={({ target }) => set({ headers: orNothing(target.value) })}
            />
          )}
        </Field>
      )}
    </div>
  );
}

function orNothing(text: string): string | undefined {
  return text === '' ? undefined : text;
}
