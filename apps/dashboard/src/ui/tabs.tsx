import { Link, useRouterState, type LinkProps } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';

export interface Tab {
  readonly key: string;
  readonly to: NonNullable<LinkProps['to']>;
  readonly params: Readonly<Record<string, string>>;
  readonly label: ReactNode;
}

/** Tabs are places: each has an address. */
export function Tabs({ label, tabs }: { readonly label: string; readonly tabs: readonly Tab[] }) {
  const nav = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const scrolledFor = useRef('');
  // Where they do not fit beside each other, the one that one is at is in sight, also when counts make them wider.
  useEffect(() => {
    const now = `${path} ${nav.current?.scrollWidth}`;
    if (scrolledFor.current === now) return;
    scrolledFor.current = now;
    nav.current?.querySelector('[aria-current=page]')?.scrollIntoView({ block: 'nearest', inline: 'nearest' });
  });
  return (
    <nav ref={nav} aria-label={label} className="-mx-1 flex gap-1 overflow-x-auto border-b border-line">
      {tabs.map(({ key, label: text, to, params }) => (
        <Link
          key={key}
          to={to}
          params={params as never}
          search={((search: Record<string, unknown>) => ({ vhost: search['vhost'] })) as never}
          activeOptions={{ exact: true, includeSearch: false }}
          className="touch -mb-px flex shrink-0 h-9 items-center gap-1.5 border-b-2 border-transparent px-2 whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-ink aria-[current=page]:font-medium aria-[current=page]:text-ink"
        >
          {text}
        </Link>
      ))}
    </nav>
  );
}
