import type { Browser, BrowserContextOptions, Page } from '@playwright/test';
import { onTestFinished } from 'vitest';
import { openBrowser } from '../tools/dashboard/browser.mjs';

let opened: Promise<Browser> | undefined;

/** A page of its own for a test; a test file's pages share one browser, which ends with the file's process at the latest. */
export async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  opened ??= openBrowser();
  const context = await (await opened).newContext({ colorScheme: 'light', ...options });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(20_000);
  return page;
}

/** For a file's last hook. */
export async function closeBrowser(): Promise<void> {
  await (await opened)?.close();
  opened = undefined;
}
