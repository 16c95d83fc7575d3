import { expect, type Locator } from "playwright/test";

import { test } from "./people";

test("a newcomer signs up, stays signed in over a reload, and signs out for good", async ({ stranger }) => {
  const password = "hot-potato-soup";
  await stranger.signsUp("New Potato", password);
  await stranger.goesTo("Chats");
  await expect(stranger.rooms).toContainText("No chats yet.");
  await stranger.page.reload();
  await expect(stranger.rooms).toContainText("No chats yet.");

  await stranger.signsOut();
  await stranger.page.reload();
  await stranger.isAtTheDoor();
  await stranger.signsIn(password);
});

test("errors are friendly, each at its field", async ({ stranger }) => {
  const { page } = stranger;
  const [username, password, nickname] = ["Username", "Password", "Nickname"].map((label) =>
    page.getByLabel(label, { exact: true }),
  ) as [Locator, Locator, Locator];
  const submit = page.getByRole("button", { name: /^(Sign in|Create account)$/ });
  await submit.click();
  await expect(username).toHaveAccessibleDescription("Enter your username.");
  await expect(username).toBeFocused();
  await expect(password).toHaveAccessibleDescription("Enter your password.");
  await username.pressSequentially("t");
  // An edited field loses its own error, and no other.
  await expect(username).not.toHaveAttribute("aria-invalid");
  await expect(username).toHaveAccessibleDescription("");
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await username.fill("test1");
  await password.fill("not the password");
  await expect(password).not.toHaveAttribute("aria-invalid");
  await stranger.isRefused(401, () => submit.click());
  await expect(page.getByRole("alert")).toHaveText("That username and password don't match.");

  await page.getByRole("button", { name: "Create an account" }).click();
  await username.fill("a b");
  await password.fill("short");
  await nickname.fill("Sprout");
  await stranger.isRefused(422, () => submit.click());
  await expect(username).toHaveAttribute("aria-invalid", "true");
  await expect(password).toHaveAttribute("aria-invalid", "true");
  await expect(nickname).not.toHaveAttribute("aria-invalid");
  await password.press("End");
  await password.pressSequentially("er");
  await expect(password).not.toHaveAttribute("aria-invalid");
  await expect(username).toHaveAttribute("aria-invalid", "true");
  await page.getByRole("button", { name: "Show password" }).click();
  await expect(password).toHaveAttribute("type", "text");

  await username.fill("test1");
  await password.fill("hot-potato-soup");
  await stranger.isRefused(409, () => submit.click());
  await expect(username).toHaveAccessibleDescription("That username is taken.");
});

test("a lost connection is first ignored, then shown until it is back", async ({ people, line }) => {
  const [ann] = await people(1);
  await ann.comesBy(line);
  await expect(ann.friend("Hash Brown")).toBeVisible();
  const alarm = ann.page.getByText("Reconnecting…");
  const lostAt = Date.now();
  await line.cut();
  await expect(alarm).toBeVisible({ timeout: 10_000 });
  expect(Date.now() - lostAt).toBeGreaterThan(2500);
  await line.mend();
  await expect(alarm).toBeHidden();
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
