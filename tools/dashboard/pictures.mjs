import { join } from 'node:path';
import { openBrowser } from './browser.mjs';

/** What somebody sits in front of. */
export const looks = {
  light: { colorScheme: 'light', viewport: { width: 1280, height: 800 } },
  dark: { colorScheme: 'dark', viewport: { width: 1280, height: 800 } },
  phone: { colorScheme: 'light', viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true },
  narrow: { colorScheme: 'dark', viewport: { width: 320, height: 640 }, hasTouch: true, isMobile: true },
  chinese: { colorScheme: 'light', viewport: { width: 1280, height: 800 }, locale: 'zh-CN' },
};

/** Charts and canvases are drawn a moment after the page is there. */
const drawnAfterMs = 700;

/** Signs in once, and takes a picture of each page: `pages` is by name of the file. */
export async function takePictures({ url, directory, look, pages, login }) {
  const browser = await openBrowser();
  try {
    const context = await browser.newContext(look);
    const [user, password] = login.split(':');
    await context.request.post(`${url}/v1/session`, { data: { user, password } });
    const page = await context.newPage();
    for (const [name, path] of Object.entries(pages)) {
      await page.goto(`${url}${path}`);
      await page.getByRole('heading', { level: 1 }).waitFor();
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' });
      await page.getByText('Loading', { exact: true }).first().waitFor({ state: 'detached' });
      await page.waitForTimeout(drawnAfterMs);
      await page.screenshot({ path: join(directory, `${name}.png`) });
    }
  } finally {
    await browser.close();
  }
}
