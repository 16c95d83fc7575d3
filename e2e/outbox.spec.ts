import { expect } from "playwright/test";

import { test } from "./people";
import { Person } from "./person";
import { account, type Account, by, group, type Made, read, say, two } from "./rest";
import { comesBackBy } from "./trouble/home";

test("five messages, the line is cut, the browser is killed: started again, it sends all once and in order", async ({
  people,
  server,
  line,
  home,
  tabOf,
}) => {
  test.setTimeout(120_000);
  const { bob, room } = await two(people, server.url, "Subway");
  const ann = await home.start("test1");
  await ann.comesBy(line);
  await ann.opens(room.title);
  const tab = await tabOf(ann);
  await expect(tab.log).toHaveAttribute("aria-busy", "false");
  const stops = [1, 2, 3, 4, 5].map((n) => `stop ${n}`);
  for (const stop of stops) {
    await ann.types(stop);
    if (stop === "stop 2") await line.cut();
  }
  // Drafts are stored in the order in which they were typed: if another tab shows the last one, all are. An earlier one may be
  // at the server already, and the cut have come before that tab received it.
  await tab.hears("stop 5");
  await home.kill();
  await line.mend();

  // In any room, or outside of rooms.
  const annAgain = await home.start("test1");
  await comesBackBy(line, annAgain);
  for (const stop of stops) await bob.hears(stop);
  const me = await account(server.url, "test1");
  expect(await textsIn(me, room)).toEqual(["", ...stops]);
  await annAgain.opens(room.title);
  await annAgain.hears("stop 5");
  await expect(annAgain.log.locator(".bubble")).toHaveText(stops);
  await expect(annAgain.log).not.toContainText("sending");
});

test("two tabs send nothing twice, keep the order over both, and show the same", async ({
  people,
  server,
  line,
  tabOf,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Two tabs");
  await ann.comesBy(line);
  await ann.opens(room.title);
  const tab = await tabOf(ann);
  await expect(tab.log).toHaveAttribute("aria-busy", "false");
  await line.cut();
  const sent = [...sendingsOf(ann), ...sendingsOf(tab)];
  const texts = [1, 2, 3, 4, 5, 6].map((n) => `no. ${n}`);
  for (const [n, text] of texts.entries()) {
    const [here, there] = n % 2 === 0 ? [ann, tab] : [tab, ann];
    await here.types(text);
    await there.hears(text);
  }
  await line.mend();
  await bob.hears("no. 6");
  for (const one of [ann, tab]) {
    await expect(one.log).not.toContainText("sending");
    await expect(one.log.locator(".bubble")).toHaveText(texts);
  }
  const me = await account(server.url, "test1");
  expect(await textsIn(me, room)).toEqual(["", ...texts]);
  expect(sent.flat().toSorted()).toEqual(texts);
});

test("on a line that drops all the time, two tabs write twenty messages: each is there once, in order", async ({
  people,
  server,
  line,
  tabOf,
}) => {
  test.setTimeout(60_000);
  const { ann, bob, room } = await two(people, server.url, "Night train");
  await ann.comesBy(line);
  await ann.opens(room.title);
  const tab = await tabOf(ann);
  await expect(tab.log).toHaveAttribute("aria-busy", "false");
  const texts = Array.from({ length: 20 }, (_, n) => `sleeper ${n + 1}`);
  for (const [n, text] of texts.entries()) {
    const [here, there] = n % 3 === 0 ? [ann, tab] : [tab, ann];
    await here.types(text);
    if (n % 4 === 1) line.drop();
    await there.hears(text);
    if (n % 4 === 3) line.drop();
  }
  await bob.hears(texts.at(-1)!);
  const me = await account(server.url, "test1");
  expect(await textsIn(me, room)).toEqual(["", ...texts]);
  for (const one of [ann, tab]) {
    await expect(one.log).not.toContainText("sending");
    await expect(one.log.locator(".bubble").last()).toHaveText(texts.at(-1)!);
  }
});

test("offline, far above the newest message, a notice shows unsent messages until they are sent", async ({
  people,
  server,
  line,
}) => {
  const [ann] = await people(1);
  const [me, other] = await Promise.all(["test1", "test2"].map((name) => account(server.url, name)));
  const room = await group(other!, "Much missed", [me!]);
  await say(
    other!,
    room,
    Array.from({ length: 300 }, (_, n) => `verse ${n}`),
  );
  await read(me!, room, 100);
  await ann.comesBy(line);
  await ann.opens(room.title);
  await line.cut();
  const notice = ann.page.getByText("1 message will be sent when you're back online");
  await ann.types("a chorus");
  await expect(notice).toBeVisible();
  await line.mend();
  await expect.poll(async () => (await textsIn(me!, room)).at(-1)).toBe("a chorus");
  await expect(notice).toBeHidden();
});

test("a failed message survives a reload, can be retried, and can be deleted", async ({
  people,
  server,
  tabOf,
}) => {
  const [ann] = await people(1);
  const [me, dan] = await Promise.all(["test1", "test4"].map((name) => account(server.url, name)));
  const { user } = (await by(me!, "GET", `/api/users/${dan!.id}`)) as { user: { nickname: string } };
  await by(me!, "POST", "/api/rooms", { kind: "direct", userId: dan!.id });
  await ann.opens(user.nickname);
  await by(me!, "PUT", `/api/blocks/${dan!.id}`);
  await ann.types("to be kept");
  await ann.types("to be given up");
  await expect(ann.log.getByRole("alert")).toHaveCount(2);
  const tab = await tabOf(ann);
  await expect(tab.log.getByRole("alert")).toHaveCount(2);

  await by(me!, "DELETE", `/api/blocks/${dan!.id}`);
  await ann.page.reload();
  await expect(ann.log.getByRole("alert")).toHaveCount(2);
  await draft(ann, "to be given up").getByRole("button", { name: "Delete" }).click();
  await draft(ann, "to be kept").getByRole("button", { name: "Try again" }).click();
  for (const one of [ann, tab]) {
    await expect(one.log.getByRole("alert")).toHaveCount(0);
    await expect(one.log.locator(".bubble")).toHaveText(["to be kept"]);
  }
});

test("unsent messages wait for their author, and are not shown to other users", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, eve] = await Promise.all(["test1", "test5"].map((name) => account(server.url, name)));
  const { user } = (await by(me!, "GET", `/api/users/${eve!.id}`)) as { user: { nickname: string } };
  await by(me!, "POST", "/api/rooms", { kind: "direct", userId: eve!.id });
  await ann.opens(user.nickname);
  const address = ann.page.url();
  await by(me!, "PUT", `/api/blocks/${eve!.id}`);
  await ann.types("for her eyes only");
  await expect(ann.log.getByRole("alert")).toHaveCount(1);
  await ann.signsOut();

  // The same room and the same browser, but the other person.
  const other = new Person("test5", ann.page);
  await other.signsIn("1234");
  await other.page.goto(address);
  await expect(other.log).toHaveAttribute("aria-busy", "false");
  await expect(other.log).not.toContainText("for her eyes only");
  await other.signsOut();

  await ann.signsIn("1234");
  await ann.page.goto(address);
  await expect(ann.log.getByRole("alert")).toHaveCount(1);
  await expect(ann.log).toContainText("for her eyes only");
  await by(me!, "DELETE", `/api/blocks/${eve!.id}`);
});

test("deleting the account deletes its unsent messages", async ({ stranger }) => {
  await stranger.signsUp("Leaving soon", "correct horse battery");
  await stranger.adds("Hash Brown");
  await stranger.opensChatWith("Hash Brown");
  await stranger.says("hello");
  await stranger.goesTo("Friends");
  await stranger.blocks("Hash Brown");
  await stranger.opens("Hash Brown");
  await stranger.types("and goodbye");
  await expect(stranger.log.getByRole("alert")).toHaveCount(1);
  expect(await keptAt(stranger)).toBe(1);

  await stranger.goesTo("Settings");
  await stranger.page.getByRole("button", { name: "Delete account" }).click();
  await stranger.dialog.getByLabel("Password", { exact: true }).fill("correct horse battery");
  await stranger.dialog.getByRole("button", { name: "Delete account" }).click();
  await stranger.isAtTheDoor();
  await expect.poll(() => keptAt(stranger)).toBe(0);
});

test("messages are sent even if the browser stores nothing", async ({ people, server, line }) => {
  const { ann, bob, room } = await two(people, server.url, "Keeps nothing");
  await ann.page.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user denied permission to access the database.", "SecurityError");
    };
  });
  await ann.comesBy(line);
  await ann.opens(room.title);
  await ann.says("nothing is kept");
  await bob.hears("nothing is kept");
  await line.cut();
  await ann.types("one in the dark");
  await ann.types("two in the dark");
  await line.mend();
  await bob.hears("two in the dark");
  await expect(ann.log).not.toContainText("sending");
  await expect(bob.log.locator(".bubble")).toHaveText([
    "nothing is kept",
    "one in the dark",
    "two in the dark",
  ]);
});

const draft = ({ log }: Person, text: string) => log.getByRole("article").filter({ hasText: text });

// How many drafts the browser stores, of all users.
const keptAt = ({ page }: Person): Promise<number> =>
  page.evaluate(
    () =>
      new Promise((resolve, reject) => {
        const opening = indexedDB.open("potato-outbox");
        opening.addEventListener("error", () => reject(opening.error!));
        opening.addEventListener("success", () => {
          const count = opening.result.transaction("drafts").objectStore("drafts").count();
          count.addEventListener("success", () => resolve(count.result));
        });
      }),
  );

// The texts that this page sends over its sockets from now on.
function sendingsOf({ page }: Person): string[][] {
  const texts: string[] = [];
  page.on("websocket", (socket) =>
    socket.on("framesent", ({ payload }) => {
      const frame = JSON.parse(String(payload)) as { type: string; text: string };
      if (frame.type === "message.send") texts.push(frame.text);
    }),
  );
  return [texts];
}

async function textsIn(reader: Account, room: Made): Promise<string[]> {
  const answer = await by(reader, "GET", `/api/rooms/${room.id}/messages`);
  return (answer as { messages: { text: string }[] }).messages.map(({ text }) => text);
}
