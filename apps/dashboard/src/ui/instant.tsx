import { useFormat } from '../preferences/format.js';

/** How long ago, with the instant itself for whoever points at it or copies it. */
export function Ago({ at }: { readonly at: string | null }) {
  const format = useFormat();
  if (at === null) return <span className="text-muted">–</span>;
  return (
    <time dateTime={at} title={format.instant(at)} className="whitespace-nowrap">
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
