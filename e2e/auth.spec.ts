import { expect } from "playwright/test";

import { test } from "./people";

test("a newcomer signs up, stays signed in over a reload, and signs out for good", async ({ stranger }) => {
  const password = "hot-potato-soup";
  await stranger.signsUp("New Potato", password);
  await expect(stranger.rooms).toContainText("No rooms yet.");
  await stranger.page.reload();
  await expect(stranger.rooms).toContainText("No rooms yet.");

  await stranger.signsOut();
  await stranger.page.reload();
  await stranger.isAtTheDoor();
  await stranger.signsIn(password);
});

test("a page and its socket get a fresh token before the old one ends", async ({ people }) => {
  const [ann, bob] = await people(2);
  await ann.page.clock.install();
  const [socket] = await Promise.all([ann.page.waitForEvent("websocket"), ann.page.reload()]);
  await Promise.all([ann.opens("Hash Brown"), bob.opens("햇감자")]);

  const renewed = socket.waitForEvent("framereceived", ({ payload }) => payload.includes('"renewed"'));
  await ann.page.clock.fastForward("14:30");
  await renewed;
  await bob.says("still there?");
  await ann.hears("still there?");
});
