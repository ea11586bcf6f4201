import { appendFileSync } from 'node:fs';
import type { Reporter, TestModule } from 'vitest/node';

/**
 * Appends one line of JSON with a run's totals to the file named by HOWDAH_TEST_TOTALS, if it is set: `npm test` is several
 * runs, and `.ci/run` adds them up. A file that could not even be loaded counts as one failure.
 */
export default class TotalsReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[], unhandledErrors: readonly unknown[]): void {
    const path = process.env['HOWDAH_TEST_TOTALS'];
    if (path === undefined) return;
    const tests = modules.flatMap((module) => [...module.children.allTests()]);
    const passed = tests.filter((test) => test.result().state === 'passed').length;
    const failedTests = tests.filter((test) => test.result().state === 'failed').length;
    const brokenFiles = modules.filter((module) => module.errors().length > 0).length;
    appendFileSync(path, `${JSON.stringify({ passed, failed: failedTests + brokenFiles + unhandledErrors.length })}\n`);
  }
}
