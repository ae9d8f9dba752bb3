import { writeFileSync } from 'node:fs';

/** What the test runner counts. */
export interface Summary {
  readonly passed: number;
  /** Failed tests, and test files that could not even be loaded. */
  readonly failed: number;
}

/** What we read of jest's results. */
interface Results {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numRuntimeErrorTestSuites: number;
}

/** Writes the counts to the file named by RONRON_SUMMARY_FILE: jest itself may still print after its reporters. */
export default class SummaryReporter {
  onRunComplete(_contexts: unknown, results: Results): void {
    const file = process.env['RONRON_SUMMARY_FILE'];
    if (file === undefined) return;
    const summary: Summary = {
      passed: results.numPassedTests,
      failed: results.numFailedTests + results.numRuntimeErrorTestSuites,
    };
    writeFileSync(file, JSON.stringify(summary));
  }
}
