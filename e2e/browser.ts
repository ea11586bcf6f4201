import type { BrowserContextOptions, Page } from '@playwright/test';
import { onTestFinished } from 'vitest';
import { openBrowser } from '../tools/dashboard/browser.mjs';

export async function openPage(options: BrowserContextOptions = {}): Promise<Page> {
  const browser = await openBrowser();
  onTestFinished(() => browser.close());
  const page = await (await browser.newContext({ colorScheme: 'light', ...options })).newPage();
  page.setDefaultTimeout(20_000);
  return page;
}
