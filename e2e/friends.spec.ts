import { expect } from "playwright/test";

import { across, type Person, test } from "./people";

// In the demo everyone is everyone's friend.
const ANN = "햇감자";
const BOB = "Hash Brown";
const LATTE = "고구마라떼";

test(
  "a newcomer finds someone, adds them, and says hello in one tap",
  across,
  async ({ people, stranger }) => {
    const [ann] = await people(1);
    await stranger.signsUp("Fresh Peel", "hot-potato-soup");
    await expect(stranger.page.getByText("No friends yet.")).toBeVisible();
    await stranger.adds(ANN);

    await stranger.opensChatWith(ANN);
    await stranger.says("hello from the new one");
    await ann.opens("Fresh Peel");
    await ann.hears("hello from the new one");
  },
);

test("friends are found by a part of their name, by initial consonants, and by an unfinished syllable", async ({
  people,
}) => {
  const [ann] = await people(1);
  const search = ann.page.getByRole("textbox", { name: "Search friends" });
  for (const part of ["라떼", "ㄱㄱㅁ", "고굼", "test3"]) {
    await search.fill(part);
    await expect(ann.friend(LATTE)).toBeVisible();
    await expect(ann.friend(BOB)).toBeHidden();
  }
  await search.fill("nobody at all");
  await expect(ann.page.getByText("No matching friends.")).toBeVisible();
  await search.press("Escape");
  await expect(ann.friend(BOB)).toBeVisible();
});

test("a favourite moves up on every device, and a removed friend leaves", async ({ people, again }) => {
  const [ann] = await people(1);
  const also = await again(ann, "1234");
  const favourites = also.page.getByRole("list", { name: "Favourites" });
  await ann.looksAt("Night Owl");
  const star = ann.dialog.getByRole("button", { name: "Favourite" });
  await star.click();
  await expect(star).toHaveAttribute("aria-pressed", "true");
  await expect(favourites).toContainText("Night Owl");

  await ann.dialog.getByRole("button", { name: "More" }).click();
  await ann.page.getByRole("menuitem", { name: "Remove friend" }).click();
  await expect(ann.dialog.getByRole("button", { name: "Add a friend" })).toBeVisible();
  await ann.closes();
  await expect(also.friend("Night Owl")).toHaveCount(0);
  await ann.adds("Night Owl");
  await expect(also.friend("Night Owl")).toBeVisible();
});

test("my friends see changes of my profile when they look", across, async ({ people }) => {
  const [ann, , cat] = await people(3);
  await cat.page.getByRole("button", { name: `My profile, ${LATTE}` }).click();
  await cat.dialog.getByLabel("Nickname").fill(BOB);
  await cat.isRefused(409, () => cat.dialog.getByRole("button", { name: "Save" }).click());
  await expect(cat.dialog.getByLabel("Nickname")).toHaveAccessibleDescription("That nickname is taken.");
  await expect(cat.dialog.getByLabel("Nickname")).toBeFocused();
  await cat.dialog.getByLabel("Nickname").fill("군고구마");
  await cat.dialog.getByLabel("Status").fill("식는 중");
  await cat.dialog.getByRole("button", { name: "Save" }).click();
  await expect(cat.page.getByRole("button", { name: "My profile, 군고구마" })).toBeVisible();

  await looksAgain(ann);
  await expect(ann.friend("군고구마")).toContainText("식는 중");
  await expect(ann.friend(LATTE)).toHaveCount(0);
  await cat.page.getByRole("button", { name: "My profile, 군고구마" }).click();
  await cat.dialog.getByLabel("Nickname").fill(LATTE);
  await cat.dialog.getByRole("button", { name: "Save" }).click();
  await expect(cat.page.getByRole("button", { name: `My profile, ${LATTE}` })).toBeVisible();
});

test("a picture has a preview before others see it, and can be removed", across, async ({ people }) => {
  const [ann, bob] = await people(2);
  await ann.page.getByRole("button", { name: "My profile" }).click();
  const input = ann.dialog.getByLabel("Choose a picture");
  await input.setInputFiles({ name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("no picture") });
  await expect(ann.dialog.getByRole("alert").first()).toContainText("can't be used as a picture");

  await input.setInputFiles({ name: "me.png", mimeType: "image/png", buffer: await ann.page.screenshot() });
  await expect(ann.dialog.getByText("This is how others will see it.")).toBeVisible();
  await ann.dialog.getByRole("button", { name: "Use this picture" }).click();
  await expect(ann.dialog.getByRole("button", { name: "Remove picture" })).toBeVisible();
  await looksAgain(bob);
  await expect(bob.friend(ANN).locator("img")).toHaveAttribute("src", /^\/avatars\//);

  await ann.dialog.getByRole("button", { name: "Remove picture" }).click();
  await expect(ann.dialog.getByRole("button", { name: "Remove picture" })).toBeHidden();
  await looksAgain(bob);
  await expect(bob.friend(ANN).locator("img")).toHaveCount(0);
});

test("a blocked person leaves the list, is no longer heard, and can be unblocked", async ({ people }) => {
  const [ann, bob] = await people(2);
  await ann.blocks(BOB);
  await expect(ann.friend(BOB)).toHaveCount(0);
  await bob.opensChatWith(ANN);
  await bob.says("can you hear me?");
  await ann.goesTo("Chats");
  await bob.opens("Potato lovers");
  await bob.says("a fence in the group");
  await expect(ann.room("Potato lovers")).toContainText("Message from someone you blocked");
  for (const words of ["a fence in the group", "can you hear me?"])
    await expect(ann.rooms).not.toContainText(words);

  await ann.goesTo("Settings");
  await ann.page.getByRole("button", { name: `Unblock ${BOB}` }).click();
  await expect(ann.page.getByText("You haven't blocked anyone.")).toBeVisible();
  await ann.goesTo("Friends");
  await ann.adds(BOB);
});

test("a list that failed to load says so, and can be retried", async ({ people }) => {
  const [ann] = await people(1);
  let isDown = true;
  await ann.page.route("**/api/friends", (route) =>
    isDown ? route.fulfill({ status: 503, json: { code: "overloaded" } }) : route.continue(),
  );
  // The page and the socket's welcome both load the list, so there are several requests. All are done when the list is shown.
  await ann.isRefused(503, async () => {
    await ann.page.reload();
    await expect(ann.page.getByText("Couldn't load this.")).toBeVisible();
    isDown = false;
    await ann.page.getByRole("button", { name: "Try again" }).click();
    await expect(ann.friend(BOB)).toBeVisible();
  });
});

test("on a phone there is one pane at a time, and back leads to the list", async ({ people }) => {
  const [ann] = await people(1);
  await ann.page.setViewportSize({ width: 390, height: 844 });
  await ann.opensChatWith(BOB);
  await expect(ann.page.getByRole("navigation", { name: "Main" })).toBeHidden();
  await ann.page.goBack();
  await expect(ann.friend(BOB)).toBeVisible();

  await ann.opens(BOB);
  await ann.page.getByRole("link", { name: "Back to chats" }).click();
  await expect(ann.room(BOB)).toBeFocused();
});

async function looksAgain(person: Person): Promise<void> {
  await person.goesTo("Chats");
  await person.goesTo("Friends");
}
