import { useTranslation } from 'react-i18next';
import { ConsumerTable } from '../../clients/consumer-table.js';
import { useConsumers } from '../../data/clients.js';
import { useQueueName } from '../../data/params.js';
import { useVhost } from '../../data/vhost.js';

export function QueueConsumers() {
  const { t } = useTranslation();
  const vhost = useVhost();
  const queue = useQueueName();
  const { data, error } = useConsumers(vhost, queue);
  return <ConsumerTable consumers={data} error={error} emptyTitle={t('consumers.noneOfQueue')} />;
}
