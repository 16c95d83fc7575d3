import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";

import { history } from "../../db/history/history";
import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { inTurn } from "./service";

// What changes while a message waits to be stored: the rules of its turn hold, not those of its coming.
beforeAll(() => openHouse());
afterAll(() => house.close());

/** What `guest` says there while the disk is busy, and `meanwhile` happens and is answered. */
async function saysAsItWaits(guest: Guest, room: Room, meanwhile: () => Promise<unknown>) {
  const [begun, busy] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const disk = inTurn(() => {
    begun.resolve();
    return busy.promise;
  });
  await begun.promise;
  const line = await guest.socket();
  line.say({ type: "message.send", roomId: room.id, clientId: "as-it-waits", text: "wait" });
  // It is answered after the message, so a stranger's is not waited for: this goes by another socket's fence.
  await (await guest.socket()).fence();
  await meanwhile();
  busy.resolve();
  await disk;
  await line.fence();
  return line;
}

test("who is blocked as their message waits is not heard, and cannot tell", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  const theirs = await bob.socket();
  const mine = await saysAsItWaits(ann, room, () => bob.call("PUT", `/api/blocks/${ann.id}`));
  await theirs.fence();
  expect(theirs.all("message.new")).toEqual([]);
  expect((await bob.history(room)).messages).toEqual([{ roomId: room.id, seq: 1, kind: "hidden" }]);
  expect(mine.all("message.sent")).toMatchObject([{ clientId: "as-it-waits", seq: 1 }]);
});

test("who blocks the other as their own message waits is refused", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  const mine = await saysAsItWaits(ann, room, () => ann.call("PUT", `/api/blocks/${bob.id}`));
  expect(mine.all("refused")).toMatchObject([{ ref: "as-it-waits", code: "forbidden" }]);
  expect((await bob.history(room)).messages).toEqual([]);
});

test("who is put out as their message waits is a stranger", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("wait", [bob]);
  const removal: Promise<unknown>[] = [];
  const mine = await saysAsItWaits(bob, room, async () => {
    // Its own message waits, too: what is waited for is that the room is closed to them.
    removal.push(ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`));
    while ((await bob.history(room)).messages) await new Promise(setImmediate);
  });
  await Promise.all(removal);
  expect(mine.all("refused")).toMatchObject([{ ref: "as-it-waits", code: "not-found" }]);
  const { messages } = await ann.history(room);
  expect(messages.map(({ event }: any) => event?.kind)).toEqual(["created", "removed"]);
});

test("what its author submits after a reply waits until the quoted message has been read", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("wait", [bob]);
  await ann.says(room, "zero");
  const [line, theirs] = [await ann.socket(), await bob.socket()];
  const [asked, read] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const find = history.find.bind(history);
  const slow = spyOn(history, "find").mockImplementation(async (...those) => {
    asked.resolve();
    await read.promise;
    return find(...those);
  });
  const say = (text: string, more: object = {}) =>
    line.say({ type: "message.send", roomId: room.id, clientId: `in-order-${text}`, text, ...more });
  say("one", { replyTo: 2 });
  await asked.promise;
  say("two");
  say("three", { replyTo: 2 });
  say("four");
  await (await ann.socket()).fence();
  read.resolve();
  await theirs.hears("message.new", ({ message }) => message.text === "four");
  slow.mockRestore();
  expect(theirs.all("message.new").map(({ message }) => message.text)).toEqual([
    "one",
    "two",
    "three",
    "four",
  ]);
});
