import { useTranslation } from 'react-i18next';
import { ConsumerTable } from '../../clients/consumer-table.js';
import { useConsumers } from '../../data/clients.js';
import { useVhost } from '../../data/vhost.js';
import { Page } from '../../ui/page.js';

export function ConsumersPage() {
  const { t } = useTranslation();
  const { data, error } = useConsumers(useVhost());
  return (
    <Page title={t('places.consumers')} fills>
      <ConsumerTable consumers={data} error={error} emptyTitle={t('consumers.none')} />
    </Page>
  );
}
