import { useFormat } from '../preferences/format.js';

/** How long ago, with the instant itself for whoever points at it or copies it. */
export function Ago({ at }: { readonly at: string | null }) {
  const format = useFormat();
  if (at === null) return <span className="text-muted">–</span>;
  return (
    <time
      dateTime={at}
      className="whitespace-nowrap"
      // Only for whoever points at it: rows of long tables are made by the dozen while one scrolls.
      onPointerEnter={({ currentTarget }) => (currentTarget.title = format.instant(at))}
    >
      {format.ago(at)}
    </time>
  );
}

export function Instant({ at }: { readonly at: string | null }) {
  const format = useFormat();
  if (at === null) return <span className="text-muted">–</span>;
  return (
    <time dateTime={at} title={at}>
      {format.instant(at)}
    </time>
  );
}
