import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { type Account, by } from "./rest";

const PASSWORD = "hot-potato-soup";
const PIXEL =
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==";

async function accountOf({ username }: Person, url: string): Promise<Account> {
  const body = { username, password: PASSWORD, client: "app" };
  const answer = (await by({ url, token: "" }, "POST", "/api/sessions", body)) as {
    user: { id: string };
    accessToken: string;
  };
  return { id: answer.user.id, url, token: answer.accessToken };
}

test(
  "a new name and picture show at once in the list, the title, the rows, the profile; and so does a deleted account",
  across,
  async ({ people, stranger, server }) => {
    const [ann] = await people(1);
    await stranger.signsUp("Plain Peel", PASSWORD);
    await stranger.adds("햇감자");
    await stranger.opensChatWith("햇감자");
    await stranger.says("soon I have another name");
    await ann.opens("Plain Peel");
    await ann.hears("soon I have another name");
    const account = await accountOf(stranger, server.url);
    const row = ann.log.getByRole("article").last();
    await expect(row).toHaveAccessibleName(/^Plain Peel, /);

    await by(account, "PATCH", "/api/me", { nickname: "Golden Peel" });
    await ann.isInRoom("Golden Peel");
    await expect(row).toHaveAccessibleName(/^Golden Peel, /);
    await expect(row).toContainText("Golden Peel");
    await expect(ann.room("Golden Peel")).toBeVisible();
    await expect(ann.page.getByText("Plain Peel")).toHaveCount(0);

    await expect(row.locator("img")).toHaveCount(0);
    const headers = { authorization: `Bearer ${account.token}`, "content-type": "image/png" };
    const body = Buffer.from(PIXEL, "base64");
    await fetch(`${server.url}/api/me/avatar`, { method: "PUT", headers, body });
    await expect(row.locator("img")).toBeVisible();
    await expect(ann.room("Golden Peel").locator("img")).toBeVisible();

    await by(account, "DELETE", "/api/me", { password: PASSWORD });
    await ann.isInRoom("Deleted user");
    await expect(row).toHaveAccessibleName(/^Deleted user, /);
    await expect(ann.page.getByText("Golden Peel")).toHaveCount(0);
    // The page of whoever deleted the account hears that its session has ended.
    await stranger.isAtTheDoor();
    stranger.faults.length = 0;
  },
);

test(
  "a friend's new name and status show in an open list, in their new place",
  across,
  async ({ people, stranger, server }) => {
    const [ann] = await people(1);
    await stranger.signsUp("가나 감자", PASSWORD);
    await ann.goesTo("Friends");
    await ann.adds("가나 감자");
    const account = await accountOf(stranger, server.url);
    const names = ann.page.getByRole("region", { name: "Friends" }).getByRole("listitem");
    await expect(names.filter({ hasText: "가나 감자" })).toBeVisible();
    await by(account, "PATCH", "/api/me", { nickname: "Zz Peel", status: "just renamed" });
    await expect(names.last()).toContainText("Zz Peel");
    await expect(names.last()).toContainText("just renamed");
    await ann.looksAt("Zz Peel");
    await by(account, "PATCH", "/api/me", { intro: "about to boil" });
    await expect(ann.dialog).toContainText("about to boil");
  },
);
