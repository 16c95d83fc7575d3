import { expect } from "playwright/test";

import { offline } from "./offline/browser";
import { test } from "./people";
import { numbered, row } from "./reading";
import { account, by, group, read, say } from "./rest";

test.use({ serviceWorkers: "allow" });

test("a browser that was killed starts offline with rooms and messages, and sends what was typed, once and in order", async ({
  home,
  server,
}) => {
  const [ann, bob] = await Promise.all([account(server.url, "test1"), account(server.url, "test2")]);
  const room = await group(ann, "Under a river", [bob]);
  await say(bob, room, ["first", "second"]);
  const first = await home.start("test1");
  await first.page.goto(server.url);
  await first.signsIn("1234");
  // Chrome writes cookies when it is closed, or every 30 seconds.
  await first.page.context().close();
  const before = await home.start("test1");
  before.allowed.push(offline.isFault);
  await before.page.goto(server.url);
  await before.opens(room.title);
  await before.hears("second");
  await offline.isReady(before.page, room.id, 3);

  await before.page.context().setOffline(true);
  const texts = Array.from({ length: 20 }, (_, i) => `typed ${i + 1}`);
  for (const text of texts) {
    await before.field.fill(text);
    await before.field.press("Enter");
  }
  await expect(before.message("typed 20")).toBeVisible();
  await offline.hasDrafts(before.page, 20);
  await home.kill();

  await say(bob, room, ["third"]);
  await offline.edit(bob, room, 2, "first, in other words");
  await offline.remove(bob, room, 3);

  const after = await home.start("test1");
  after.allowed.push(offline.isFault);
  await after.page.context().setOffline(true);
  await after.page.goto(`${server.url}/rooms/${room.id}`);
  await after.hears("second");
  await expect(after.message("typed 20")).toBeVisible();
  // Once more: what a browser needs to come up itself is not the page's time.
  await offline.timePaints(after.page);
  await after.page.reload();
  await after.hears("second");
  await expect(after.message("typed 20")).toBeVisible();
  const { list, log } = await offline.paints(after.page);
  expect(Math.max(list, log)).toBeLessThan(1000);

  await after.page.context().setOffline(false);
  await after.hears("third");
  await after.hears("first, in other words");
  await expect(after.message("second")).toHaveCount(0);
  await expect.poll(() => offline.textsOf(bob, room)).toContain("typed 20");
  const stored = await offline.textsOf(bob, room);
  expect(stored.filter((text) => text.startsWith("typed"))).toEqual(texts);
});

test("a room is opened offline that was never opened in this browser", async ({ people, server }) => {
  const [ann, bob] = await Promise.all([account(server.url, "test1"), account(server.url, "test2")]);
  const room = await group(ann, "Unopened", [bob]);
  await say(bob, room, ["nobody has seen this"]);
  const [reader] = await people(1);
  reader.allowed.push(offline.isFault);
  await offline.isReady(reader.page, room.id, 2);
  await reader.page.context().setOffline(true);
  await reader.page.reload();
  await reader.opens(room.title);
  await reader.hears("nobody has seen this");
});

test("a chat goes where it was told to while what was kept of it is still being read", async ({
  people,
  server,
  tabOf,
}) => {
  const [ann, bob] = await Promise.all([account(server.url, "test1"), account(server.url, "test2")]);
  const room = await group(ann, "Read from disk", [bob]);
  const last = await say(bob, room, numbered(2, 80));
  await read(ann, room, 10);
  const [reader] = await people(1);
  const other = await tabOf(reader);
  await offline.isReady(reader.page, room.id, last);
  await reader.opens(room.title);
  const release = await offline.holdsMessages(other.page);
  const answers = Promise.withResolvers<void>();
  await reader.page.route("**/api/sessions/refresh", async (route) => {
    await answers.promise;
    await route.continue();
  });
  await reader.page.reload();
  await reader.log.press("End");
  await release();
  await expect(row(reader, last)).toBeInViewport();
  answers.resolve();
  await reader.hasUnread(room.title, 0);
});

test("nobody is taken for new because their rooms were not kept in time", async ({ people, server }) => {
  const [ann, bob] = await Promise.all([account(server.url, "test1"), account(server.url, "test2")]);
  const room = await group(ann, "Old friends", [bob]);
  await say(bob, room, ["how are you?"]);
  const [reader] = await people(1);
  await offline.isReady(reader.page, room.id, 2);
  await offline.losesRooms(reader.page);
  const answers = Promise.withResolvers<void>();
  await reader.page.route("**/api/sessions/refresh", async (route) => {
    await answers.promise;
    await route.continue();
  });
  await reader.page.addInitScript(() => {
    new MutationObserver(() => {
      if (document.querySelector(".steps")) performance.mark("seen as new");
    }).observe(document, { childList: true, subtree: true });
  });
  await reader.page.goto(`${server.url}/friends`);
  await expect(reader.friend("Hash Brown")).toBeVisible();
  for (const page of ["Chats", "Friends", "Chats"] as const) await reader.goesTo(page);
  answers.resolve();
  await expect(reader.room(room.title)).toBeVisible();
  const seen = () => reader.page.evaluate(() => performance.getEntriesByName("seen as new").length);
  expect(await seen()).toBe(0);
});

test("nothing of an account is left after a sign-out, and after an end elsewhere", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const owner = await account(server.url, "test1");
  const room = await group(owner, "Erased", [await account(server.url, "test2")]);
  await say(owner, room, ["a secret"]);
  for (const person of [ann, bob]) {
    await person.opens(room.title);
    await offline.isReady(person.page, room.id, 2);
    expect(await offline.stored(person.page)).toContain("a secret");
  }
  await ann.signsOut();
  await expect.poll(() => offline.stored(ann.page)).not.toMatch(/a secret|Erased|test2/);
  bob.allowed.push((fault) => fault.includes("401"));
  await offline.endSessions(bob.page);
  await bob.isAtTheDoor();
  await expect.poll(() => offline.stored(bob.page)).not.toMatch(/a secret|Erased|test1/);
});

test("what was written for a room that I was removed from meanwhile can be copied", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  await bob.page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const owner = await account(server.url, "test1");
  const member = await account(server.url, "test2");
  const room = await group(owner, "Closed meanwhile", [member]);
  bob.allowed.push(offline.isFault);
  await bob.opens(room.title);
  await offline.isReady(bob.page, room.id, 1);
  await bob.page.context().setOffline(true);
  await bob.types("I will be there at seven");
  await offline.hasDrafts(bob.page, 1);
  await by(owner, "DELETE", `/api/rooms/${room.id}/members/${member.id}`);
  // Nobody is in the room, and the page begins anew.
  await bob.page.goto(`${server.url}/friends`);
  await bob.page.context().setOffline(false);
  const said = bob.page.getByText(`You are no longer in ${room.title}. This was not sent:`);
  await expect(said).toBeVisible({ timeout: 20_000 });
  await bob.page.getByRole("button", { name: "Copy" }).click();
  expect(await bob.page.evaluate(() => navigator.clipboard.readText())).toBe("I will be there at seven");
  await bob.page.getByRole("button", { name: "Discard" }).click();
  await expect(said).toHaveCount(0);
  await ann.isIn();
});

test("where nothing can be stored all else works, and the page says once what does not", async ({
  people,
  server,
}) => {
  const [ann, bob] = await people(2);
  const owner = await account(server.url, "test1");
  const room = await group(owner, "Nothing stored", [await account(server.url, "test2")]);
  await ann.page.addInitScript(() => {
    const refuse = () => {
      throw new DOMException("not allowed", "SecurityError");
    };
    Object.defineProperty(globalThis, "indexedDB", { get: refuse });
    Object.defineProperty(navigator.serviceWorker, "register", {
      value: () => Promise.reject(new DOMException("not allowed", "SecurityError")),
    });
  });
  await ann.page.reload();
  const said = ann.page.getByText("This browser stores nothing for this page");
  await expect(said).toBeVisible();
  await expect(said).toHaveCount(0);
  await ann.opens(room.title);
  await bob.opens(room.title);
  await ann.says("kept nowhere");
  await bob.hears("kept nowhere");
  await bob.says("but here");
  await ann.hears("but here");
  await expect(said).toHaveCount(0);
});
