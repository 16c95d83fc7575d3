import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { row } from "./reading";
import { account, by, group, two } from "./rest";

test("a failed message says why, and is sent on retry", async ({ people, server }) => {
  const [ann] = await people(1);
  const [me, cat] = await Promise.all(["test1", "test3"].map((name) => account(server.url, name)));
  const { user } = (await by(me!, "GET", `/api/users/${cat!.id}`)) as { user: { nickname: string } };
  await by(me!, "POST", "/api/rooms", { kind: "direct", userId: cat!.id });
  await ann.opens(user.nickname);
  await by(me!, "PUT", `/api/blocks/${cat!.id}`);
  await ann.field.fill("can you hear me?");
  await ann.field.press("Enter");
  await expect(ann.log.getByRole("alert")).toContainText("Not sent · You can't do that here.");

  await by(me!, "DELETE", `/api/blocks/${cat!.id}`);
  await ann.log.getByRole("button", { name: "Try again" }).click();
  await expect(ann.log.getByRole("alert")).toHaveCount(0);
  await expect(ann.log.getByText("can you hear me?", { exact: true })).toHaveCount(1);
});

test(
  "messages written offline are sent when the network is back",
  across,
  async ({ people, server, line }) => {
    const { ann, bob, room } = await two(people, server.url, "Tunnel", ["the train is leaving"]);
    await ann.comesBy(line);
    await ann.opens(room.title);
    await ann.hears("the train is leaving");
    await line.cut();
    await ann.field.fill("in the tunnel");
    await ann.field.press("Enter");
    await expect(ann.log).toContainText("sending");
    await expect(ann.log.getByRole("button", { name: "Delete" })).toBeVisible();

    await line.mend();
    await bob.hears("in the tunnel");
    await expect(ann.log).not.toContainText("sending");
    await expect(ann.log.getByText("in the tunnel", { exact: true })).toHaveCount(1);
  },
);

// As many browsers as two cores can easily run. src/socket/cuts.test.ts has 200 senders at once.
const AT_ONCE = 5;
const TEXTS = 3;

test("five people typing at once all see the same order", across, async ({ people, server }) => {
  const everyone = await people(AT_ONCE);
  const accounts = await Promise.all(everyone.map(({ username }) => account(server.url, username)));
  const room = await group(accounts[0]!, "All at once", accounts.slice(1));
  for (const person of everyone) await person.opens(room.title);
  await Promise.all(
    everyone.map(async (person) => {
      await person.field.focus();
      for (let n = 1; n <= TEXTS; n++) {
        await person.page.keyboard.type(`${person.username} ${n}`);
        await person.page.keyboard.press("Enter");
      }
      await expect(person.log).not.toContainText("sending");
    }),
  );
  const last = 1 + AT_ONCE * TEXTS;
  for (const person of everyone) await expect(row(person, last)).toBeInViewport();
  const seen = await Promise.all(everyone.map(orderSeen));
  for (const order of seen) expect(order).toEqual(seen[0]);
  expect(seen[0]).toHaveLength(AT_ONCE * TEXTS);
  for (const { username } of everyone) {
    const own = seen[0]!.filter((text) => text.startsWith(`${username} `));
    expect(own).toEqual([`${username} 1`, `${username} 2`, `${username} 3`]);
  }
});

// A page that is high enough to show all of them.
async function orderSeen({ page, log }: Person): Promise<string[]> {
  await page.setViewportSize({ width: 1280, height: 2000 });
  await expect(log.getByRole("article")).toHaveCount(1 + AT_ONCE * TEXTS);
  return log.locator(".bubble").allInnerTexts();
}
