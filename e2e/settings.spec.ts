import { expect } from "playwright/test";

import { type Person, test } from "./people";

test("language and theme can be chosen, and survive a reload", async ({ people }) => {
  const [ann] = await people(1);
  const html = ann.page.locator("html");
  await ann.goesTo("Settings");
  await ann.page.getByLabel("Theme").selectOption({ label: "Dark" });
  await expect(html).toHaveAttribute("data-theme", "dark");
  await ann.page.getByLabel("Language").selectOption({ label: "한국어" });
  await expect(ann.page.getByRole("heading", { name: "설정" })).toBeVisible();
  await ann.page.reload();
  await expect(ann.page.getByRole("heading", { name: "설정" })).toBeVisible();
  await expect(html).toHaveAttribute("lang", "ko");
  await expect(html).toHaveCSS("color-scheme", "dark");
});

test("the text size of messages can be chosen, stays after a reload, and is this device's alone", async ({
  people,
  again,
}) => {
  const [ann] = await people(1);
  await ann.opens("Potato lovers");
  await ann.says("how large am I?");
  // The row is rendered anew when the message has been stored, so that its size is asked until it stands.
  const hasSize = async (person: Person, [size, height]: readonly [string, string]) => {
    await expect(person.message("how large am I?")).toHaveCSS("font-size", size);
    await expect(person.message("how large am I?")).toHaveCSS("line-height", height);
  };
  await hasSize(ann, ["15px", "22px"]);
  for (const [name, size] of [
    ["Small", ["13px", "19px"]],
    ["Large", ["17px", "25px"]],
    ["Larger", ["20px", "29px"]],
  ] as const) {
    await ann.goesTo("Settings");
    await ann.page.getByLabel("Text size of messages").selectOption({ label: name });
    // The room is beside the settings.
    await hasSize(ann, size);
  }
  await ann.opens("Potato lovers");
  await ann.page.reload();
  await hasSize(ann, ["20px", "29px"]);

  const also = await again(ann, "1234");
  await also.opens("Potato lovers");
  await hasSize(also, ["15px", "22px"]);
  await also.page.setViewportSize({ width: 390, height: 844 });
  await hasSize(also, ["16px", "23px"]);
});

test("a device that is signed out from another shows a notice, not an error", async ({ stranger, again }) => {
  const password = "hot-potato-soup";
  await stranger.signsUp("Two Pans", password);
  const also = await again(stranger, password);
  await also.goesTo("Chats");
  await stranger.goesTo("Settings");
  await also.isRefused(401, () => stranger.page.getByRole("button", { name: "Sign out of Chrome" }).click());
  await expect(also.page.getByText("You've been signed out.")).toBeVisible();
  await also.signsIn(password);
  await expect(also.page.getByRole("heading", { name: "Chats", exact: true })).toBeVisible();
});

test("two tabs of a browser sign in and out together", async ({ people }) => {
  const [ann] = await people(1);
  const tab = await ann.page.context().newPage();
  await tab.goto(ann.page.url());
  await expect(tab.getByRole("navigation", { name: "Main" })).toBeVisible();
  await ann.signsOut();
  await expect(tab.getByRole("button", { name: "Sign in" })).toBeVisible();
  await ann.signsIn("1234");
  await expect(tab.getByRole("navigation", { name: "Main" })).toBeVisible();
});

test("a password is changed, then everything ends everywhere, then the account", async ({
  stranger,
  again,
}) => {
  const [first, second] = ["hot-potato-soup", "cold-potato-salad"];
  await stranger.signsUp("Short Stay", first);
  await stranger.goesTo("Settings");
  await stranger.page.getByRole("button", { name: "Change password" }).click();
  await stranger.isRefused(403, () => changesPassword(stranger, "not mine at all", second));
  await expect(stranger.dialog.getByLabel("Current password")).toHaveAccessibleDescription("Wrong password.");
  await stranger.dialog.getByLabel("Current password").fill(first);
  await expect(stranger.dialog.getByLabel("Current password")).not.toHaveAttribute("aria-invalid");
  await stranger.isRefused(422, () => changesPassword(stranger, first, "short"));
  await expect(stranger.dialog.getByLabel("New password")).toHaveAccessibleDescription(
    /At least 8 characters/,
  );
  await changesPassword(stranger, first, second);
  await expect(stranger.page.getByText("Password changed.")).toBeVisible();

  const also = await again(stranger, second);
  await stranger.page.getByRole("button", { name: "Sign out everywhere" }).click();
  await also.isRefused(401, () =>
    stranger.dialog.getByRole("button", { name: "Sign out everywhere" }).click(),
  );
  await Promise.all([stranger.isAtTheDoor(), also.isAtTheDoor()]);

  await stranger.signsIn(second);
  await stranger.goesTo("Settings");
  await stranger.page.getByRole("button", { name: "Delete account" }).click();
  await stranger.dialog.getByLabel("Password", { exact: true }).fill(second);
  await stranger.dialog.getByRole("button", { name: "Delete account" }).click();
  await stranger.isAtTheDoor();
});

async function changesPassword({ dialog }: Person, current: string, next: string): Promise<void> {
  await dialog.getByLabel("Current password").fill(current);
  await dialog.getByLabel("New password").fill(next);
  await dialog.getByRole("button", { name: "Save" }).click();
}
