import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { Page } from '@playwright/test';

const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Half-way from one theme to the other no colour is right. Animations without an end, as a spinner's, are not waited for. */
const transitionsEnded = `Promise.all(
  document.getAnimations()
    .filter((animation) => animation instanceof CSSTransition)
    .map(({ finished }) => finished.catch(() => undefined)),
).then(() => undefined)`;

/** What axe finds wrong with a page as it is, by WCAG 2.2 AA; or with its colours alone. */
export async function accessibilityOf(page: Page, onlyColors = false): Promise<string[]> {
  // The page's own policy lets no script in; the debugger may evaluate one.
  await page.evaluate(`globalThis.axe || (() => { ${axe} })()`);
  await page.evaluate(transitionsEnded);
  return page.evaluate(async (isColors) => {
    const { axe: tool } = globalThis as unknown as { axe: { run(options: object): Promise<{ violations: Violation[] }> } };
    interface Violation {
      readonly id: string;
      readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[];
    }
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const runOnly = isColors ? { type: 'rule', values: ['color-contrast'] } : { type: 'tag', values: tags };
    const { violations } = await tool.run({ runOnly });
    return violations.map(
      ({ id, nodes }) => `${id}: ${nodes.map(({ html, failureSummary }) => `${html} ${failureSummary}`).join(' | ')}`,
    );
  }, onlyColors);
}
