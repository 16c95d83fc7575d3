import { defineConfig } from "playwright/test";

import { findBrowser } from "./browser";
import type { Options } from "./people";

const found = browserOrReason();

export default defineConfig<Options>({
  testDir: ".",
  // Other tests in this folder, such as the rig's, are for `bun test`.
  testMatch: "*.spec.ts",
  // A subfolder, because Playwright deletes its output folder, and the whole run has its reports beside it.
  outputDir: "../test-results/e2e",
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // The default of five seconds is too short on a busy machine.
  expect: { timeout: 10_000 },
  // Only ends tests that hang, even with twenty browsers on two cores. Promised times have their own timeouts.
  timeout: 60_000,
  // No retries: a flaky test has a bug, or found one.
  retries: 0,
  reporter: "list",
  use: {
    locale: "en-GB",
    // A screenshot on failure is enough. Recording traces costs nearly as much CPU as the tests; use `--trace on` to debug
    // one.
    screenshot: "only-on-failure",
    // Requests that a service worker makes or answers cannot be routed. The tests that are about it allow it.
    serviceWorkers: "block",
    ...found,
  },
});

function browserOrReason() {
  try {
    const { executablePath, args, env } = findBrowser();
    return { launchOptions: { executablePath, args, env: { ...process.env, ...env } } };
  } catch (error) {
    const noBrowser = error instanceof Error ? error.message : String(error);
    // Workers read this file, too; print it only once.
    if (!process.env.TEST_WORKER_INDEX) console.error(`\n!!! BROWSER TESTS ARE SKIPPED: ${noBrowser}\n`);
    return { noBrowser };
  }
}
