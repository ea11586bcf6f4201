import clsx from 'clsx';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { frameClasses } from './frame-classes.js';
import { setWindowTitle } from '../environment/window-title.js';

interface PageProps {
  readonly title: string;
  readonly actions?: ReactNode;
  readonly children: ReactNode;
  /** As high as the window, for a table that scrolls in itself. */
  readonly fills?: boolean;
  /** Changes of the title are read out. */
  readonly isAnnounced?: boolean;
  /** Above the title: where one is. */
  readonly trail?: ReactNode;
}

/** A page has one heading, which is the window's title too. */
export function Page({ title, actions, trail, children, fills = false, isAnnounced = false }: PageProps) {
  useEffect(() => setWindowTitle(title), [title]);
  return (
    <div className={clsx(frameClasses.page, fills ? 'h-full min-h-96' : 'min-h-full')}>
      <header className="flex flex-wrap items-end gap-x-4 gap-y-2">
        <div className="min-w-0 flex-1 basis-44">
          {trail !== undefined && <nav className="text-small text-muted">{trail}</nav>}
          <h1 aria-live={isAnnounced ? 'polite' : undefined} className={frameClasses.title}>
            {title}
          </h1>
        </div>
        {actions !== undefined && <div className="flex flex-wrap gap-2">{actions}</div>}
      </header>
      {children}
    </div>
  );
}
