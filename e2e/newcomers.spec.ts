import { expect } from "playwright/test";

import { type Person, test } from "./people";

const BOB = "Hash Brown";
const PASSWORD = "hot-potato-soup";

test("someone new has three steps, which tick as they are done, and go when all is done", async ({
  stranger,
}) => {
  await stranger.signsUp("First Steps", PASSWORD);
  const { page } = stranger;
  await expect(page.getByRole("heading", { name: "No friends yet." })).toBeVisible();
  for (const title of ["Add a friend", "Complete my profile (optional)", "Say hello"])
    await expect(step(stranger, title)).not.toContainText("Done");
  await expect(step(stranger, "Say hello")).toContainText("As soon as you've added a friend.");

  await step(stranger, "Complete my profile").getByRole("button", { name: "My profile" }).click();
  await stranger.dialog.getByLabel("Status").fill("brand new");
  await stranger.dialog.getByRole("button", { name: "Save" }).click();
  await expect(step(stranger, "Complete my profile")).toContainText("Done");

  await step(stranger, "Add a friend").getByRole("button", { name: "Add a friend" }).click();
  await stranger.dialog.getByRole("textbox", { name: "Username or nickname" }).fill(BOB);
  await stranger.dialog.getByRole("button", { name: `Add ${BOB}` }).click();
  await expect(stranger.dialog.getByRole("listitem").filter({ hasText: BOB })).toContainText("Friend");
  await stranger.closes();
  await expect(step(stranger, "Add a friend")).toContainText("Done");

  // The same steps are where the first chat will be.
  await stranger.goesTo("Chats");
  await expect(stranger.rooms).toContainText("No chats yet.");
  await step(stranger, "Say hello")
    .getByRole("button", { name: `Say hello to ${BOB}` })
    .click();
  await stranger.isInRoom(BOB);
  await stranger.says("hello, I am new");
  await stranger.goesTo("Friends");
  await expect(stranger.friend(BOB)).toBeVisible();
  await expect(page.getByText("Complete my profile")).toHaveCount(0);
});

test("the profile is an optional step: a friend and a hello are enough", async ({ stranger }) => {
  await stranger.signsUp("Plain Potato", PASSWORD);
  await expect(step(stranger, "Complete my profile (optional)")).not.toContainText("Done");
  await stranger.adds(BOB);
  await step(stranger, "Say hello")
    .getByRole("button", { name: `Say hello to ${BOB}` })
    .click();
  await stranger.isInRoom(BOB);
  await stranger.says("hello, no profile yet");
  await stranger.goesTo("Friends");
  await expect(stranger.friend(BOB)).toBeVisible();
  await expect(step(stranger, "Complete my profile")).toHaveCount(0);
});

test("my name can be copied, to give to a friend", async ({ stranger }) => {
  await stranger.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await stranger.signsUp("Copy Me", PASSWORD);
  const name = `@${stranger.username}`;
  await stranger.page.getByRole("button", { name: `Copy ${name}` }).click();
  await expect(stranger.page.getByText(`Copied ${name}.`)).toBeVisible();
  expect(await stranger.page.evaluate(() => navigator.clipboard.readText())).toBe(name);
});

test("sign-up marks a name that is taken as soon as its field is left", async ({ stranger }) => {
  const { username, nickname } = await fields(stranger);
  await username.fill("test1");
  await username.press("Tab");
  await expect(username).toHaveAccessibleDescription("That username is taken.");
  await expect(username).toHaveAttribute("aria-invalid", "true");
  await username.press("End");
  await username.pressSequentially(".new");
  await expect(username).not.toHaveAttribute("aria-invalid");

  await nickname.fill(BOB);
  await nickname.press("Shift+Tab");
  await expect(nickname).toHaveAccessibleDescription("That nickname is taken.");
  await nickname.fill("Not Hash Brown");
  await expect(nickname).not.toHaveAttribute("aria-invalid");
  await username.fill("a b");
  await username.press("Tab");
  await expect(username).toHaveAccessibleDescription(/^4–20 characters/);
});

test("without an answer about names, sign-up itself marks the field that clashes", async ({ stranger }) => {
  await stranger.page.route("**/api/users/availability?**", (route) => route.fulfill({ json: {} }));
  const { username, password, nickname } = await fields(stranger);
  await username.fill("never.seen");
  await nickname.fill(BOB);
  await password.fill(PASSWORD);
  await expect(nickname).not.toHaveAttribute("aria-invalid");
  await stranger.isRefused(409, () => stranger.page.getByRole("button", { name: "Create account" }).click());
  await expect(nickname).toHaveAccessibleDescription("That nickname is taken.");
  await expect(nickname).toBeFocused();
  await expect(username).not.toHaveAttribute("aria-invalid");
});

test("a forgotten password has an honest answer", async ({ stranger }) => {
  const answer = stranger.page.getByText("Ask whoever runs it");
  await expect(answer).toBeHidden();
  await stranger.page.getByText("Forgot your password?").press("Enter");
  await expect(answer).toBeVisible();
  await expect(stranger.page.getByText("bun run user reset NAME")).toBeVisible();
});

test("a change of tabs while the first steps are loading shows them in the next one", async ({
  stranger,
}) => {
  const { page } = stranger;
  const asked = Promise.withResolvers<void>();
  const gone = Promise.withResolvers<void>();
  await page.route("**/assets/FirstSteps-*.js", async (route) => {
    asked.resolve();
    await gone.promise;
    await route.continue();
  });
  await stranger.signsUp("In a hurry", "hot-potato-soup");
  await asked.promise;
  await stranger.goesTo("Chats");
  gone.resolve();
  await expect(stranger.rooms).toContainText("No chats yet.");
});

test("an address without a room says why, and leads back", async ({ people, server }) => {
  const [ann] = await people(1);
  await ann.page.goto(`${server.url}/rooms/no-such-room`);
  await expect(
    ann.page.getByRole("heading", { name: "This chat doesn't exist, or you're not in it." }),
  ).toBeVisible();
  await ann.page.getByRole("main").getByRole("link", { name: "Back to chats" }).click();
  await expect(ann.page).toHaveURL(`${server.url}/rooms`);
  await expect(ann.rooms).toBeVisible();
});

function step({ page }: Person, title: string) {
  return page.getByRole("listitem").filter({ hasText: title });
}

async function fields({ page }: Person) {
  await page.getByRole("button", { name: "Create an account" }).click();
  const field = (label: string) => page.getByLabel(label, { exact: true });
  return { username: field("Username"), password: field("Password"), nickname: field("Nickname") };
}
