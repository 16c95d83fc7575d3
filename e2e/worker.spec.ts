import { expect } from "playwright/test";

import { offline } from "./offline/browser";
import { test } from "./people";

// The service worker: the page starts and goes on without a network.
test.use({ serviceWorkers: "allow" });

test("the page starts without a network, with all its parts", async ({ people }) => {
  const [ann] = await people(1);
  ann.allowed.push(offline.isFault);
  await offline.hasAllFiles(ann.page);
  await ann.page.context().setOffline(true);
  await ann.page.reload();
  await ann.isIn();
  // A part that is loaded later, and has not been yet.
  await ann.goesTo("Settings");
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
