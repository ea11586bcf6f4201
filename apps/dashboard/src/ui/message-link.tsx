import { Link } from '@tanstack/react-router';

/** In lists: the id, which also opens the row. */
export function MessageLink({ queue, id }: { readonly queue: string; readonly id: string }) {
  return (
    <Link
      to="/queues/$queue/messages/$message"
      params={{ queue, message: id }}
      data-row-link
      className="font-mono text-code font-medium hover:underline"
    >
      {id}
    </Link>
  );
}
