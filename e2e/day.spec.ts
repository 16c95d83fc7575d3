import { expect } from "playwright/test";

import { test } from "./people";
import { two } from "./rest";

const DAY_MS = 24 * 3600_000;

test("after midnight the list shows the day of a message, whether the page was awake or asleep", async ({
  people,
  server,
}) => {
  test.setTimeout(60_000);
  const { ann, bob, room } = await two(people, server.url, "Until midnight", ["good night"]);
  const time = (one: typeof ann) => one.room(room.title).locator("time");
  for (const one of [ann, bob]) {
    await one.page.clock.install();
    await one.page.reload();
    await expect(time(one)).toHaveText(/^\d{1,2}:\d\d$/);
  }
  const day = await ann.page.evaluate(() =>
    new Date().toLocaleDateString("en-GB", { month: "short", day: "numeric" }),
  );

  await ann.page.clock.fastForward("24:00:00");
  await expect(time(ann)).toHaveText(day);

  // While a page sleeps, its timers stop, but the clock continues.
  await bob.page.clock.setFixedTime(Date.now() + DAY_MS);
  await bob.page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  await expect(time(bob)).toHaveText(day);
});
