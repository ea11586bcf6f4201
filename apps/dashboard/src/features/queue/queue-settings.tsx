import { useTranslation } from 'react-i18next';
import { useQueue } from '../../data/queues.js';
import { useQueueName } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';
import { DefinitionList } from '../../ui/definition-list.js';
import { Instant } from '../../ui/instant.js';
import { Loading } from '../../ui/loading.js';
import { ProblemNotice } from '../../ui/notice.js';
import { Section } from '../../ui/section.js';

export function QueueSettings() {
  const { t } = useTranslation();
  const queue = useQueueName();
  const { data, error } = useQueue(useVhost(), queue);
  if (data === undefined) return error === null ? <Loading /> : <ProblemNotice error={error} />;
  const yesOrNo = (value: boolean) => (value ? t('common.yes') : t('common.no'));
  const own = Object.entries(data.arguments);
  return (
    <div className="flex max-w-3xl flex-col gap-5 pb-6">
      <Section title={t('settings.queue')}>
        <DefinitionList
          entries={[
            [t('settings.vhost'), data.vhost],
            [t('settings.durable'), yesOrNo(data.durable)],
            [t('settings.exclusive'), yesOrNo(data.exclusive)],
            [t('settings.autoDelete'), yesOrNo(data.autoDelete)],
            [t('settings.createdAt'), <Instant key="at" at={data.createdAt} />],
          ]}
        />
      </Section>
      <Section title={t('settings.arguments')}>
        {own.length === 0 ? (
          <p className="pt-2 text-muted">{t('settings.noArguments')}</p>
        ) : (
          <DefinitionList
            isCode
            entries={own.map(([name, value]) => [name, typeof value === 'string' ? `"${value}"` : JSON.stringify(value)])}
          />
        )}
      </Section>
      <p className="text-muted">{t('settings.fixed')}</p>
    </div>
  );
}
