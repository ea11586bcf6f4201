import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { takeEarlyAnswers } from './app/early-answers.js';
import { queryClient } from './app/query-client.js';
import { router } from './app/router.js';
import { atMost } from './early/at-most.js';
import { paintFavicon } from './environment/favicon.js';
import { startLanguages } from './i18n/languages.js';
import { LiveProvider } from './live/live-switch.js';

/** A page that is not complete by then shows what it has, and waits for the rest itself. */
const completeMsMax = 1_000;

// The one style that a script may add: it keeps the page from scrolling while a dialog is open.
setNonce(document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '');
paintFavicon();
const known = takeEarlyAnswers(queryClient);
await startLanguages();
const root = document.getElementById('root')!;
// What is shown already stays until the whole page takes its place.
if (root.hasChildNodes()) await atMost(completeMsMax, Promise.all([known, router.load()]));

createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <LiveProvider>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
);
