import './ui/tokens.css';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { setNonce } from 'get-nonce';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { askEarly } from './app/ask-early.js';
import { queryClient } from './app/query-client.js';
import { router } from './app/router.js';
import { paintFavicon } from './environment/favicon.js';
import { startLanguages } from './i18n/languages.js';
import { LiveProvider } from './live/live-switch.js';
import { applyToPage } from './preferences/preferences.js';

// The one style that a script may add: it keeps the page from scrolling while a dialog is open.
setNonce(document.querySelector<HTMLMetaElement>('meta[name=csp-nonce]')?.content ?? '');
applyToPage();
paintFavicon();
void askEarly(queryClient);
await startLanguages();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <LiveProvider>
        <RouterProvider router={router} />
      </LiveProvider>
    </QueryClientProvider>
  </StrictMode>,
);
