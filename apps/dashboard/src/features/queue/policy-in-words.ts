import { useTranslation } from 'react-i18next';
import { useFormat } from '../../preferences/format.js';

type Arguments = Readonly<Record<string, unknown>>;

/** What a queue's own arguments make of its messages, a sentence each. */
export function usePolicyInWords(args: Arguments): readonly string[] {
  const { t } = useTranslation();
  const format = useFormat();
  const number = (name: string) => (typeof args[name] === 'number' ? args[name] : undefined);
  const time = (name: string) => format.duration(number(name) ?? 0);
  const sentences = [attempts(), backoff(), deadLetters(), lifetime(), length(), order()];
  return sentences.filter((sentence) => sentence !== undefined);

  function attempts(): string {
    const limit = number('x-delivery-limit');
    return limit === undefined || limit < 0 ? t('policy.anyAttempts') : t('policy.attempts', { count: limit + 1 });
  }

  function backoff(): string | undefined {
    const kind = args['x-retry-backoff'];
    if (kind !== 'fixed' && kind !== 'linear' && kind !== 'exponential') return undefined;
    const most =
      number('x-retry-max-delay') === undefined ? t('policy.withoutEnd') : t('policy.upTo', { time: time('x-retry-max-delay') });
    return t(`policy.${kind}`, { first: time('x-retry-delay'), factor: number('x-retry-factor') ?? 2, most });
  }

  function deadLetters(): string {
    const exchange = args['x-dead-letter-exchange'];
    const key = args['x-dead-letter-routing-key'];
    if (typeof exchange !== 'string') return t('policy.noDeadLetters');
    if (exchange === '' && typeof key === 'string') return t('policy.deadLettersToQueue', { queue: key });
    return t('policy.deadLettersToExchange', { exchange });
  }

  function lifetime(): string | undefined {
    return number('x-message-ttl') === undefined ? undefined : t('policy.ttl', { time: time('x-message-ttl') });
  }

  function length(): string | undefined {
    const most = number('x-max-length');
    if (most === undefined) return undefined;
    const isRefused = args['x-overflow'] === 'reject-publish' || args['x-overflow'] === 'reject-publish-dlx';
    return t(isRefused ? 'policy.lengthRefuses' : 'policy.lengthDrops', { count: most, shown: format.count(most) });
  }

  function order(): string | undefined {
    return args['x-single-active-consumer'] === true ? t('policy.singleActive') : undefined;
  }
}
