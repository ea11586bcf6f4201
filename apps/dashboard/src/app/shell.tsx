import { Outlet, useRouterState, type ErrorComponentProps } from '@tanstack/react-router';
import { useEffect, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { mayAs, useSignedIn } from '../data/identity.js';
import { EnvironmentBar } from '../environment/environment-bar.js';
import { LiveStream } from '../live/live-stream.js';
import { SignIn } from '../features/session/sign-in.js';
import { Empty } from '../ui/empty.js';
import { frameClasses } from '../ui/frame-classes.js';
import { Loading } from '../ui/loading.js';
import { ProblemNotice } from '../ui/notice.js';
import { Page } from '../ui/page.js';
import { SideNavigation } from './side-navigation.js';
import { StaleBand } from './stale-band.js';
import { TopBar } from './top-bar.js';

/** What is around every page; whoever is not signed in sees the sign-in in its place, and comes back to the same address. */
export function Shell() {
  const { data: signedIn, error } = useSignedIn();
  if (signedIn === undefined) return error === null ? <Loading /> : <NobodyAnswers error={error} />;
  if (typeof signedIn === 'string') return <SignIn isAgain={signedIn === 'ended'} />;
  return (
    <Frame>
      {mayAs(signedIn.role, 'viewer') ? (
        <>
          <LiveStream />
          <Outlet />
        </>
      ) : (
        <NoRole />
      )}
    </Frame>
  );
}

function Frame({ children }: { readonly children: ReactNode }) {
  const { t } = useTranslation();
  const main = useFocusOnNavigation();
  return (
    <div className={frameClasses.frame}>
      <a href="#main" className="sr-only focus:not-sr-only focus:absolute focus:z-50 focus:bg-paper focus:p-2">
        {t('shell.skip')}
      </a>
      <div className={frameClasses.environment}>
        <EnvironmentBar />
      </div>
      <aside className={frameClasses.places}>
        <SideNavigation />
      </aside>
      <TopBar />
      <main id="main" ref={main} tabIndex={-1} className={frameClasses.main}>
        <StaleBand>{children}</StaleBand>
      </main>
    </div>
  );
}

/** Whoever listens to the page hears the new one from its start. */
function useFocusOnNavigation() {
  const main = useRef<HTMLElement>(null);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const before = useRef(path);
  useEffect(() => {
    if (before.current === path) return;
    before.current = path;
    main.current?.focus({ preventScroll: true });
  }, [path]);
  return main;
}

function NobodyAnswers({ error }: { readonly error: Error }) {
  return (
    <main className="mx-auto max-w-xl p-6">
      <ProblemNotice error={error} />
    </main>
  );
}

function NoRole() {
  const { t } = useTranslation();
  return <Empty title={t('shell.noRole')}>{t('shell.noRoleRemedy')}</Empty>;
}

export function RouteMissing() {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.missing')}>
      <p>{t('shell.missingRemedy')}</p>
    </Page>
  );
}

export function RouteFailed({ error }: ErrorComponentProps) {
  const { t } = useTranslation();
  return (
    <Page title={t('shell.failed')}>
      <ProblemNotice error={error instanceof Error ? error : new Error(String(error))} />
    </Page>
  );
}
