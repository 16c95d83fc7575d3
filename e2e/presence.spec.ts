import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { account, by } from "./rest";

// In the demo everyone is everyone's friend.
const ANN = "햇감자";
const BOB = "Hash Brown";

// Ten seconds of grace to come back, and up to two for the news to arrive.
const GRACE = { timeout: 15_000 };

test(
  "friends see each other come and go: in the list, in the rooms, and over a 1:1",
  across,
  async ({ people, again }) => {
    const [ann, bob] = await people(2);
    await expect(ann.friend(BOB)).toHaveAccessibleName(/online/);
    await expect(bob.friend(ANN)).toHaveAccessibleName(/online/);
    await ann.opensChatWith(BOB);
    await expect(head(ann).getByRole("img", { name: "online" })).toBeVisible();
    await ann.says("here you are");
    await expect(ann.room(BOB)).toHaveAccessibleName(/online/);

    await leaves(bob);
    await expect(head(ann).getByRole("img", { name: "online" })).toHaveCount(0, GRACE);
    await expect(ann.room(BOB)).not.toHaveAccessibleName(/online/);
    await again(bob, "1234");
    await expect(head(ann).getByRole("img", { name: "online" })).toBeVisible();
  },
);

test("presence is only shown between mutual friends", async ({ people, stranger }) => {
  const [ann] = await people(1);
  await stranger.signsUp("Early Bird", "hot-potato-soup");
  await stranger.adds(ANN);
  await stranger.page.reload();
  await expect(stranger.friend(ANN)).toBeVisible();
  await expect(stranger.friend(ANN)).not.toHaveAccessibleName(/online/);

  await ann.adds("Early Bird");
  await expect(ann.friend("Early Bird")).toHaveAccessibleName(/online/);
  await expect(stranger.friend(ANN)).toHaveAccessibleName(/online/);

  await ann.looksAt("Early Bird");
  await ann.dialog.getByRole("button", { name: "More" }).click();
  await ann.page.getByRole("menuitem", { name: "Remove" }).click();
  await expect(ann.friend("Early Bird")).toHaveCount(0);
  await expect(stranger.friend(ANN)).not.toHaveAccessibleName(/online/);
});

test(
  "friends who left while I was offline are shown as offline when I reconnect",
  across,
  async ({ people, server, line }) => {
    const [ann, bob] = await people(2);
    await ann.comesBy(line);
    await expect(ann.friend(BOB)).toHaveAccessibleName(/online/);
    await line.cut();
    await leaves(bob);
    const carol = await account(server.url, "test3");
    const isBobHere = async () => {
      const { friends } = (await by(carol, "GET", "/api/friends")) as {
        friends: { user: { username: string }; online?: boolean }[];
      };
      return friends.find(({ user }) => user.username === bob.username)?.online ?? false;
    };
    await expect.poll(isBobHere, GRACE).toBe(false);
    await line.mend();
    await expect(ann.friend(BOB)).not.toHaveAccessibleName(/online/);
  },
);

const head = ({ page }: Person) => page.getByRole("main").locator("header");

// Leaves the chat: the browser goes to another page.
const leaves = ({ page }: Person): Promise<unknown> => page.goto("about:blank");
