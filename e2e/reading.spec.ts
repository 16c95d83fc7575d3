import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { numbered, scrolls, stored } from "./reading";
import { account, by, group, type Made, read, say, two } from "./rest";

test(
  "the number beside a message falls as people read it, for everyone, until it is gone",
  across,
  async ({ people, server }) => {
    const [ann, bob, carol] = await people(3);
    const [me, ...others] = await three(server.url);
    const room = await group(me, "Who has read it", others);
    await ann.opens(room.title);
    await ann.says("who is there?");
    await isUnreadBy(ann, "who is there?", 2);
    await expect(article(ann, "who is there?")).toHaveAccessibleName(/unread by 2$/);
    await bob.opens(room.title);
    await isUnreadBy(ann, "who is there?", 1);
    await isUnreadBy(bob, "who is there?", 1);
    await bob.says("me");
    await isUnreadBy(ann, "me", 1);
    await carol.opens(room.title);
    for (const one of [ann, bob, carol]) {
      await isUnreadBy(one, "who is there?", 0);
      await isUnreadBy(one, "me", 0);
    }
    await carol.says("me too");
    for (const one of [ann, bob, carol]) await isUnreadBy(one, "me too", 0);
  },
);

test("in a 1:1 the unread number is one or nothing; in rooms that do not count, nothing", async ({
  people,
  server,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Just us");
  const me = await account(server.url, "test1");
  await bob.opens("Potato lovers");
  await ann.says("are you there?");
  await isUnreadBy(ann, "are you there?", 1);
  await by(me, "PATCH", `/api/rooms/${room.id}`, { readCounts: false });
  await isUnreadBy(ann, "are you there?", 0);
  await by(me, "PATCH", `/api/rooms/${room.id}`, { readCounts: true });
  await isUnreadBy(ann, "are you there?", 1);
  await bob.opens(room.title);
  await isUnreadBy(ann, "are you there?", 0);
});

test(
  "the number of a message disappears at once if the other person is looking at the room",
  across,
  async ({ people, server }) => {
    const { ann, bob } = await two(people, server.url, "Both look");
    for (const text of numbered(2, 16)) {
      await ann.says(text);
      await bob.hears(text);
      await isUnreadBy(ann, text, 0);
    }
  },
);

test("the unread number is exact far above the newest message, and in rows that are scrolled to later", async ({
  people,
  server,
}) => {
  const [ann] = await people(1);
  const [me, bob, carol] = await three(server.url);
  const room = await group(me, "A long way up", [bob, carol]);
  const head = await say(me, room, numbered(2, 251));
  await read(bob, room, 100);
  await ann.opens(room.title);
  await scrolls(ann, -600, 60);
  await isUnreadBy(ann, textOf(62), 1);
  await read(carol, room, head);
  await isUnreadBy(ann, textOf(62), 0);
  await scrolls(ann, 600, 130);
  await isUnreadBy(ann, textOf(130), 1);
  await read(bob, room, head);
  await isUnreadBy(ann, textOf(130), 0);
});

test(
  "after another room or a lost connection, the numbers are up to date",
  across,
  async ({ people, server, line }) => {
    const [ann] = await people(1);
    const [me, bob, carol] = await three(server.url);
    const room = await group(me, "While you were away", [bob, carol]);
    await ann.comesBy(line);
    await ann.opens(room.title);
    await ann.says("anyone?");
    await isUnreadBy(ann, "anyone?", 2);
    await ann.opens("Potato lovers");
    await read(bob, room, 2);
    await ann.opens(room.title);
    await isUnreadBy(ann, "anyone?", 1);
    await line.cut();
    await read(carol, room, 2);
    await line.mend();
    await isUnreadBy(ann, "anyone?", 0);
  },
);

test("without WebSockets the unread number also falls, in any room", async ({ people, server, line }) => {
  line.blocksSockets("refused");
  const [ann] = await people(1);
  const [me, bob] = await three(server.url);
  const rooms = [await group(me, "Fed one", [bob]), await group(me, "Fed two", [bob])];
  await ann.comesBy(line);
  for (const room of [...rooms, ...rooms]) await saysAndIsRead(ann, room);

  async function saysAndIsRead(person: Person, room: Made): Promise<void> {
    await person.opens(room.title);
    const text = `to be read ${++said}`;
    await person.says(text);
    await isUnreadBy(person, text, 1);
    const { room: now } = (await by(bob, "GET", `/api/rooms/${room.id}`)) as { room: { head: number } };
    await read(bob, room, now.head);
    await isUnreadBy(person, text, 0);
  }
});

let said = 0;

const textOf = (seq: number): string => numbered(seq, seq)[0]!;

async function three(url: string) {
  const [ann, bob, carol] = await Promise.all(["test1", "test2", "test3"].map((name) => account(url, name)));
  return [ann!, bob!, carol!] as const;
}

test("what the server cannot store now is said to be read again, until it can", async ({
  people,
  server,
}) => {
  const { ann, bob, room } = await two(people, server.url, "Said twice", ["have you seen it?"]);
  await isUnreadBy(ann, "have you seen it?", 0);
  let refusals = 2;
  await bob.page.routeWebSocket(/\/ws$/, (page) => {
    const real = page.connectToServer();
    page.onMessage((data) => {
      const { type, roomId } = JSON.parse(String(data)) as { type: string; roomId: string };
      if (type !== "read" || refusals-- <= 0) return real.send(data);
      page.send(
        JSON.stringify({ type: "refused", ref: "read", roomId, code: "overloaded", retryAfterMs: 50 }),
      );
    });
  });
  await bob.page.reload();
  await bob.isInRoom(room.title);
  await ann.says("and this?");
  await expect.poll(() => refusals).toBeLessThan(0);
  await isUnreadBy(ann, "and this?", 0);
});

const article = (one: Person, text: string) => stored(one).filter({ hasText: text }).last();

async function isUnreadBy(person: Person, text: string, count: number): Promise<void> {
  await expect(article(person, text)).toBeVisible();
  const number = article(person, text).getByRole("button", { name: /unread by/ });
  if (count === 0) await expect(number).toHaveCount(0);
  else await expect(number).toHaveAccessibleName(`unread by ${count}`);
}
