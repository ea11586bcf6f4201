import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useStatisticsOf } from '../../data/queues.js';
import { useFormat } from '../../preferences/format.js';
import { ConfirmByName } from '../../ui/confirm-by-name.js';

interface PurgeQueueProps {
  readonly vhost: string;
  readonly queue: string;
  readonly onClose: () => void;
}

export function PurgeQueue({ vhost, queue, onClose }: PurgeQueueProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { data } = useStatisticsOf(vhost, queue);
  const count = data === undefined ? 0 : data.ready + data.delayed;
  const purge = useMutation({
    mutationFn: () => answerOf(api.POST('/v1/queues/{queue}/purges', { params: { path: { queue }, query: { vhost } } })),
    onSuccess: async () => {
      await client.invalidateQueries();
      onClose();
    },
  });
  return (
    <ConfirmByName
      {...{ title: t('purge.title', { queue }), name: queue, verb: t('purge.action'), onClose }}
      consequence={t('purge.consequence', { count, shown: format.count(count) })}
      isPending={purge.isPending}
      error={purge.error}
      onConfirm={() => purge.mutate()}
    />
  );
}
