import { expect } from "playwright/test";

import { type Person, test } from "./people";
import { account, by, group, read, readsAll, say } from "./rest";

test("the potato steams for unread messages, shuts its eyes to muted rooms, and the title carries the count", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  await readsAll(me!);
  const room = await group(bob!, "Potato watches", [me!]);
  await expectPotato(ann, "plain");
  await expect(ann.page).toHaveTitle("Friends · Potato Chat");
  const plain = await iconOf(ann);

  const last = await say(bob!, room, ["hot", "potato"]);
  await expectPotato(ann, "steaming");
  await expect(ann.page).toHaveTitle("(2) Friends · Potato Chat");
  const steaming = await iconOf(ann);
  expect(steaming).not.toBe(plain);

  await by(me!, "PATCH", `/api/rooms/${room.id}/me`, { notify: "none" });
  await expectPotato(ann, "shut");
  await expect(ann.page).toHaveTitle("Friends · Potato Chat");
  expect([plain, steaming]).not.toContain(await iconOf(ann));

  await read(me!, room, last);
  await expectPotato(ann, "plain");
  expect(await iconOf(ann)).toBe(plain);
});

test("offline the potato sleeps, and it wakes up by itself; signed out, the tab is as it was", async ({
  people,
  line,
}) => {
  const [ann] = await people(1);
  await ann.comesBy(line);
  await expect(potato(ann)).toHaveAttribute("data-mood", /./);
  const before = await iconOf(ann);
  await line.cut();
  await expectPotato(ann, "asleep");
  expect(await iconOf(ann)).not.toBe(before);
  await line.mend();
  await expect.poll(() => iconOf(ann)).toBe(before);
  await ann.signsOut();
  await expect(ann.page).toHaveTitle("Potato Chat");
  expect(await iconOf(ann)).toBe("/potato.svg");
});

test("on a phone, the tabs have the whole bar", async ({ people }) => {
  const [ann] = await people(1);
  await expect(potato(ann)).toBeVisible();
  await ann.page.setViewportSize({ width: 390, height: 844 });
  await expect(potato(ann)).toBeHidden();
});

const potato = ({ navigation }: Person) => navigation.locator(".rail-potato img");

const expectPotato = (person: Person, mood: string): Promise<void> =>
  expect(potato(person)).toHaveAttribute("data-mood", mood);

const iconOf = ({ page }: Person): Promise<string | null> =>
  page.locator("link[rel=icon]").getAttribute("href");
