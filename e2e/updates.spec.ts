import { expect } from "playwright/test";

import { Machine } from "./machines/machine";
import { offline } from "./offline/browser";
import { nextVersion } from "./offline/deploy";
import { test } from "./people";
import { account, group, say } from "./rest";

test.use({ serviceWorkers: "allow" });

test("a deploy under open tabs: no error, and one quiet offer to reload", async ({ home, tabOf }) => {
  const machine = new Machine({ flags: ["--demo"] });
  await machine.start();
  const [me, other] = await Promise.all([account(machine.url, "test1"), account(machine.url, "test2")]);
  const room = await group(me, "Deployed", [other]);
  await say(other, room, ["before"]);
  const one = await home.start("test1");
  one.allowed.push(offline.isFault);
  await one.page.goto(machine.url);
  await one.signsIn("1234");
  await offline.hasAllFiles(one.page);
  const two = await tabOf(one);
  two.allowed.push(offline.isFault);
  await two.opens(room.title);
  await two.field.fill("half a sentence");

  await machine.leave(20_000);
  machine.upgrade(await nextVersion());
  await machine.start();
  const offers = (person: typeof one) => person.page.getByText("A new version is ready.");
  await expect(offers(one)).toHaveCount(1, { timeout: 30_000 });
  await expect(offers(two)).toHaveCount(1, { timeout: 30_000 });

  // Parts of the old version that this tab has not loaded yet, and that the server has no more.
  await two.page.getByRole("button", { name: "Later" }).click();
  await expect(offers(two)).toHaveCount(0);
  await one.page.getByRole("button", { name: "Reload" }).click();
  await expect(one.page.locator("script[type=module]")).toHaveAttribute("src", /-next\.js$/);
  await one.isIn();
  await expect(two.page.locator("script[type=module]")).not.toHaveAttribute("src", /-next\.js$/);
  await two.page.getByRole("main").getByRole("button", { name: "Search" }).click();
  await expect(two.page.getByRole("combobox", { name: "Search messages" })).toBeVisible();
  await two.page.keyboard.press("Escape");
  await expect(two.field).toHaveValue("half a sentence");
  await say(other, room, ["after"]);
  await two.hears("after");
  expect(await versions()).toBe(2);

  await two.page.reload();
  await two.isInRoom(room.title);
  await expect(two.page.locator("script[type=module]")).toHaveAttribute("src", /-next\.js$/);
  await expect(two.field).toHaveValue("half a sentence");
  await expect.poll(versions).toBe(1);
  await machine.close();

  function versions(): Promise<number> {
    return one.page.evaluate(async () => (await caches.keys()).length);
  }
});
