import { useParams } from '@tanstack/react-router';

/** The queue in the address. */
export function useQueueName(): string {
  return useParams({ strict: false, select: ({ queue }: { queue?: string }) => queue ?? '' });
}

/** The message in the address. */
export function useMessageId(): string {
  return useParams({ strict: false, select: ({ message }: { message?: string }) => message ?? '' });
}
