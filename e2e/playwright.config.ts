import { defineConfig } from "playwright/test";

import { findBrowser } from "./browser";
import type { Options } from "./people";

const found = browserOrReason();

export default defineConfig<Options>({
  testDir: ".",
  // What else is tested here, such as the rig, is for `bun test`.
  testMatch: "*.spec.ts",
  // Beside the reports of the whole run, which Playwright would otherwise sweep away.
  outputDir: "../test-results/e2e",
  forbidOnly: Boolean(process.env.CI),
  workers: 2,
  // Nobody promises five seconds, and a busy machine has been seen to need them.
  expect: { timeout: 10_000 },
  // What is promised has its own wait; this only ends what hangs, also where two cores carry twenty browsers.
  timeout: 60_000,
  // A test that needs a second try has failed: either it, or what it looks at, is at fault.
  retries: 0,
  reporter: "list",
  use: {
    locale: "en-GB",
    // Of a failure there is what the page showed. Recording all that every page does takes nearly as much of the
    // machine as the tests do; `--trace on` says more of one that is looked into.
    screenshot: "only-on-failure",
    ...found,
  },
});

function browserOrReason() {
  try {
    const { executablePath, args, env } = findBrowser();
    return { launchOptions: { executablePath, args, env: { ...process.env, ...env } } };
  } catch (error) {
    const noBrowser = error instanceof Error ? error.message : String(error);
    // Workers read this file too; once is loud enough.
    if (!process.env.TEST_WORKER_INDEX) console.error(`\n!!! BROWSER TESTS ARE SKIPPED: ${noBrowser}\n`);
    return { noBrowser };
  }
}
