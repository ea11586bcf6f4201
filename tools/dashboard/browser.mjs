import { chromium } from '@playwright/test';

/** Debian's Chromium; with these flags it asks nobody but the page's server. */
export function openBrowser() {
  return chromium.launch({
    executablePath: process.env.HOWDAH_CHROMIUM ?? '/usr/bin/chromium',
    args: [
      ...['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--no-first-run', '--disable-background-networking'],
      ...['--disable-component-update', '--disable-domain-reliability', '--disable-sync', '--no-proxy-server'],
      '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1',
    ],
  });
}
