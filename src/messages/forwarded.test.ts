import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Ear, type Guest, guests, house, openHouse } from "../testing/people/guests";

// A forwarded message names the room that it is from, by its id: who may see that room can find its name, others cannot.

beforeAll(() => openHouse());
afterAll(() => house.close());

const messageIn = async (guest: Guest, room: Room, seq: number) =>
  (await guest.history(room, `?around=${seq}&limit=1`)).messages[0];
const forward = (guest: Guest, to: Room, from: Room, more: object = {}) =>
  guest.says(to, "들은 말", { forwardedFrom: from.id, ...more });
const receivedAt = async (ear: Ear, seq: number) =>
  (await ear.hears("message.new", ({ message }) => message.seq === seq)).message;

/** A private group of Ann alone, and one of both. */
async function two(): Promise<[Guest, Guest, Room, Room]> {
  const [ann, bob] = await guests(2);
  return [ann, bob, await ann.group("속닥속닥"), await ann.group("모두", [bob])];
}

describe("a message that is forwarded from a room of mine", () => {
  test("names that room in the answer, in frames and in pages, also to whom it does not exist", async () => {
    const [ann, bob, from, to] = await two();
    const ears = [await ann.socket(), await bob.socket()];
    const { status, body } = await forward(ann, to, from);
    expect([status, body.message.forwardedFrom]).toEqual([201, from.id]);
    for (const ear of ears) expect(await receivedAt(ear, body.message.seq)).toEqual(body.message);
    expect(await messageIn(bob, to, body.message.seq)).toEqual(body.message);
    expect((await bob.call("GET", `/api/rooms/${to.id}`)).body.room.lastMessage).toEqual(body.message);
    expect((await bob.call("GET", `/api/rooms/${from.id}`)).status).toBe(404);
  });

  test("names it over the socket, too", async () => {
    const [ann, bob, from, to] = await two();
    const [mine, theirs] = [await ann.socket(), await bob.socket()];
    const clientId = "forwarded-by-socket";
    mine.say({ type: "message.send", roomId: to.id, clientId, text: "들은 말", forwardedFrom: from.id });
    const { seq } = await mine.hears("message.sent", (frame) => frame.clientId === clientId);
    expect(await receivedAt(theirs, Number(seq))).toMatchObject({ clientId, forwardedFrom: from.id });
  });

  test("keeps the name of it when it is edited; a deleted one names nothing", async () => {
    const [ann, bob, from, to] = await two();
    const theirs = await bob.socket();
    const { seq } = (await forward(ann, to, from)).body.message;
    const path = `/api/rooms/${to.id}/messages/${seq}`;
    expect((await ann.call("PATCH", path, { text: "고친 말" })).body.message.forwardedFrom).toBe(from.id);
    expect((await theirs.hears("messages.changed")).messages).toMatchObject([{ forwardedFrom: from.id }]);
    await ann.call("DELETE", path);
    const { messages } = await theirs.hears("messages.changed", ({ rev }) => rev === 2);
    expect(messages[0].forwardedFrom).toBeUndefined();
    const left = [await messageIn(ann, to, seq), await messageIn(bob, to, seq)];
    expect(left.map((one) => [one.text, one.forwardedFrom])).toEqual([
      ["", undefined],
      ["", undefined],
    ]);
  });

  test("may be from a public room that I am not in, and from the same room", async () => {
    const [ann, bob, , to] = await two();
    const open = await bob.group("누구나", [], "public");
    expect((await forward(ann, to, open)).body.message.forwardedFrom).toBe(open.id);
    expect((await forward(ann, to, to)).body.message.forwardedFrom).toBe(to.id);
  });
});

test("a usual message names none", async () => {
  const [ann, , , to] = await two();
  expect("forwardedFrom" in (await ann.says(to, "내 말")).body.message).toBe(false);
});

describe("a room that I may not see", () => {
  test("cannot be named: to me it does not exist, and nothing is stored", async () => {
    const [ann, bob, from, to] = await two();
    const nowhere = { ...from, id: "0195d2c5-0000-7000-8000-000000000000" };
    const before = (await bob.history(to)).head;
    const answers = [await forward(bob, to, from), await forward(bob, to, nowhere)];
    expect(answers.map(({ status, body }) => [status, body.code])).toEqual([
      [404, "not-found"],
      [404, "not-found"],
    ]);
    const theirs = await bob.socket();
    const clientId = "forwarded-by-nobody";
    theirs.say({ type: "message.send", roomId: to.id, clientId, text: "?", forwardedFrom: from.id });
    expect(await theirs.hears("refused", ({ ref }) => ref === clientId)).toMatchObject({ code: "not-found" });
    expect((await ann.says(to, "next")).body.message.seq).toBe(before + 1);
  });

  test("any more cannot be named either; a retry is answered with the message that is there", async () => {
    const [ann, bob, , to] = await two();
    const from = await ann.group("떠날 방", [bob]);
    const clientId = "forwarded-once";
    const first = await forward(bob, to, from, { clientId });
    await bob.call("DELETE", `/api/rooms/${from.id}/members/me`);
    const again = await forward(bob, to, from, { clientId });
    expect([again.status, again.body.message.seq]).toEqual([200, first.body.message.seq]);
    expect((await forward(bob, to, from)).status).toBe(404);
    // The room that it is from is gone for Bob, and the message still says which it was.
    expect((await messageIn(bob, to, first.body.message.seq)).forwardedFrom).toBe(from.id);
  });
});
