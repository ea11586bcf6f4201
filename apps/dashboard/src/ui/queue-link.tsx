import { useRouter } from '@tanstack/react-router';
import type { MouseEvent } from 'react';
import { basePath } from '../api/client.js';

/**
 * A queue's name in a long table. While one scrolls as many rows are made as come into sight, and with the router's own link a sixth
 * fewer frames (ADR 0070): this one asks the router only when it is pointed at or clicked.
 */
export function QueueLink({ queue }: { readonly queue: string }) {
  const router = useRouter();
  const target = { to: '/queues/$queue', params: { queue } } as const;
  const follow = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void router.navigate(target);
  };
  return (
    <a
      href={`${basePath}queues/${encodeURIComponent(queue)}`}
      title={queue}
      data-row-link
      className="font-medium hover:underline"
      onPointerEnter={() => void router.preloadRoute(target)}
      onClick={follow}
    >
      {queue}
    </a>
  );
}
