import { expect, type Page } from "playwright/test";

import { test } from "./people";

// The service worker: the page starts and goes on without a network.
test.use({ serviceWorkers: "allow" });

test("the page starts without a network", async ({ people }) => {
  const [ann] = await people(1);
  ann.allowed.push(isOfNetwork);
  await hasAllFiles(ann.page);
  await ann.page.context().setOffline(true);
  await ann.page.reload();
  await expect(ann.page.locator("main.waiting")).toBeVisible();
});

test("the manifest names what can be installed, and every picture is as large as it says", async ({
  stranger,
}) => {
  const { page } = stranger;
  const devtools = await page.context().newCDPSession(page);
  const { errors, data = "" } = await devtools.send("Page.getAppManifest");
  expect(errors).toEqual([]);
  const { icons, screenshots } = JSON.parse(data) as Record<string, { src: string; sizes: string }[]>;
  const sizes = await page.evaluate(
    async (all) => {
      const pictures = all.map(async ({ src }) => {
        const { naturalWidth, naturalHeight } = await new Promise<HTMLImageElement>((done, fail) => {
          const image = new Image();
          image.addEventListener("load", () => done(image));
          image.addEventListener("error", fail);
          image.src = src;
        });
        return `${naturalWidth}x${naturalHeight}`;
      });
      return Promise.all(pictures);
    },
    [...icons!, ...screenshots!].filter(({ src }) => !src.endsWith(".svg")),
  );
  expect(sizes).toEqual(
    [...icons!, ...screenshots!].flatMap(({ sizes: said }) => (said === "any" ? [] : said)),
  );
  const { installabilityErrors } = await devtools.send("Page.getInstallabilityErrors");
  expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual([]);
});

const isOfNetwork = (fault: string): boolean => /ERR_INTERNET_DISCONNECTED|ERR_FAILED/.test(fault);

/** Everything that the build lists is in the worker's cache, and the worker answers this page. */
async function hasAllFiles(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  const missing = () =>
    page.evaluate(async () => {
      const text = await (await fetch("/worker.js")).text();
      const listed = [...text.matchAll(/"(assets\/[^"]+)"/g)].map(([, path]) => `/${path}`);
      const found = await Promise.all(listed.map((path) => caches.match(path)));
      return listed.length === 0 ? ["all"] : listed.filter((_, index) => !found[index]);
    });
  await expect.poll(missing).toEqual([]);
}
