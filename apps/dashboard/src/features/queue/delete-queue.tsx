import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { answerOf, api } from '../../api/client.js';
import { useStatisticsOf } from '../../data/queues.js';
import { useFormat } from '../../preferences/format.js';
import { ConfirmByName } from '../../ui/confirm-by-name.js';

interface DeleteQueueProps {
  readonly vhost: string;
  readonly queue: string;
  readonly onClose: () => void;
  readonly onDeleted: () => void;
}

export function DeleteQueue({ vhost, queue, onClose, onDeleted }: DeleteQueueProps) {
  const { t } = useTranslation();
  const format = useFormat();
  const client = useQueryClient();
  const { data } = useStatisticsOf(vhost, queue);
  const count = data === undefined ? 0 : data.ready + data.delayed + data.unacked;
  const remove = useMutation({
    mutationFn: () => answerOf(api.DELETE('/v1/queues/{queue}', { params: { path: { queue }, query: { vhost } } })),
    onSuccess: async () => {
      onDeleted();
      await client.invalidateQueries();
    },
  });
  return (
    <ConfirmByName
      {...{ title: t('deleteQueue.title', { queue }), name: queue, verb: t('deleteQueue.action'), onClose }}
      consequence={t('deleteQueue.consequence', { count, shown: format.count(count) })}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate()}
    />
  );
}
