import { Link } from '@tanstack/react-router';

/** A search is its address. */
export function SearchLink({ q, order }: { readonly q: string; readonly order?: 'oldest' }) {
  return (
    <Link
      to="/search"
      search={((before: { vhost?: string }) => ({ vhost: before.vhost, q, order })) as never}
      className="touch inline-flex min-h-6 items-center rounded font-mono text-code text-accent hover:underline"
    >
      {q}
    </Link>
  );
}
