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
  // Two cores carry the servers, and twenty browsers at times: there a wait of five seconds can be too short once.
  // Whoever fails twice has failed, and the list says who needed the second try.
  retries: process.env.CI ? 1 : 0,
  reporter: "list",
  use: {
    locale: "en-GB",
    trace: "retain-on-failure",
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
