import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const block = (guest: Guest, other: Guest) => guest.call("PUT", `/api/blocks/${other.id}`);
const unblock = (guest: Guest, other: Guest) => guest.call("DELETE", `/api/blocks/${other.id}`);
const list = async (guest: Guest) => (await guest.call("GET", "/api/rooms")).body.rooms as Room[];
const see = async (guest: Guest, room: Room): Promise<Room> =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room;

/** Ann and Bob in their 1:1, where Bob has just blocked Ann after each has said one thing. */
async function blocked() {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  await ann.says(room, "hi");
  await bob.says(room, "hi");
  await block(bob, ann);
  return { ann, bob, room };
}

describe("in a 1:1, whom the other one blocks", () => {
  test("sends as ever: the same answer, the same frames, the same history, nothing that tells", async () => {
    const { ann, room } = await blocked();
    const [mine, other] = [await ann.socket(), await ann.socket()];
    mine.say({ type: "message.send", roomId: room.id, clientId: "by-socket", text: "by socket" });
    const { at } = await mine.hears("message.sent");
    const { status, body } = await ann.says(room, "by REST");
    expect(status).toBe(201);
    for (const line of [mine, other]) {
      await line.hears("message.new", ({ message }) => message.seq === body.message.seq);
      expect(line.all("message.new")).toHaveLength(2);
    }
    const { messages } = await ann.history(room, "?after=2");
    expect(messages).toContainEqual(body.message);
    expect(Object.keys(messages[0]).toSorted()).toEqual(Object.keys(body.message).toSorted());
    expect(messages.find(({ clientId }: any) => clientId === "by-socket")).toMatchObject({
      at,
      unread: 1,
      kind: "text",
    });
    expect(await see(ann, room)).toMatchObject({
      head: 4,
      me: { cursor: 4, unread: 0 },
      peer: { deleted: false },
    });
    expect((await ann.says(room, "again", { clientId: "by-socket" })).status).toBe(200);
  });

  test("is not heard by the one who blocks, on socket or feed", async () => {
    const { ann, bob, room } = await blocked();
    const theirs = await bob.socket();
    await ann.says(room, "hello?");
    await unblock(bob, ann);
    await ann.says(room, "heard");
    await theirs.hears("message.new");
    expect(theirs.received.map(({ type }) => type)).toEqual(["welcome", "block.changed", "message.new"]);
    expect(theirs.all("message.new")[0].message).toMatchObject({ seq: 4, text: "heard" });
  });

  test("leaves places with three fields in the other's history, on every page, for good", async () => {
    const { ann, bob, room } = await blocked();
    await ann.says(room, "hello?");
    await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq: 3 });
    const hidden = { roomId: room.id, seq: 3, kind: "hidden" };
    for (const query of ["", "?after=2", "?before=4&limit=1", "?around=3&limit=1"]) {
      const page = await bob.history(room, query);
      expect(page.messages.at(-1)).toEqual(hidden);
      if (query !== "") expect(page.users).toEqual([]);
    }
    await unblock(bob, ann);
    await ann.says(room, "and now?");
    const { messages, head } = await bob.history(room, "?after=2");
    // Whatever time is asked for, it does not show when the hidden one was sent.
    const [shown, last] = [(await bob.history(room, "?before=3&limit=1")).messages[0], messages[1]];
    for (const at of [shown.at + 1, last.at])
      expect((await bob.history(room, `?at=${at}`)).messages).toEqual([last]);
    expect(messages).toEqual([hidden, expect.objectContaining({ seq: 4, text: "and now?" })]);
    expect(head).toBe(4);
    expect(JSON.stringify(await bob.history(room))).not.toContain("hello?");
  });

  test("moves nothing: no unread, no place on the list, no last message; only the head", async () => {
    const { ann, bob, room } = await blocked();
    const above = await bob.group("above");
    await ann.says(room, "one");
    await ann.says(room, "two");
    const [first, second] = await list(bob);
    expect([first?.id, second?.id]).toEqual([above.id, room.id]);
    expect(second).toMatchObject({
      head: 4,
      lastMessage: { text: "hi", seq: 2 },
      me: { unread: 0, cursor: 2 },
    });
    const line = await bob.socket();
    const { rooms } = await line.hears("welcome");
    expect(rooms).toEqual([
      [above.id, 1, 0, 0, 0],
      [room.id, 4, 2, 0, 0],
    ]);
    expect((await list(ann))[0]).toMatchObject({ id: room.id, lastMessage: { text: "two" } });
  });

  test("counts as unread only with what is shown, before and after what was hidden", async () => {
    const { ann, bob, room } = await blocked();
    await ann.says(room, "hidden");
    await unblock(bob, ann);
    await ann.says(room, "shown");
    await block(bob, ann);
    await ann.says(room, "hidden");
    expect((await see(bob, room)).me).toMatchObject({ cursor: 2, unread: 1 });
    const line = await bob.socket();
    line.say({ type: "read", roomId: room.id, seq: 3 });
    expect(await line.hears("room.read")).toEqual({ type: "room.read", roomId: room.id, seq: 3, unread: 1 });
    line.say({ type: "read", roomId: room.id, seq: 4 });
    expect(await line.hears("room.read", ({ seq }) => seq === 4)).toMatchObject({ unread: 0 });
  });

  test("is not quoted to the one who blocks, in history or live", async () => {
    const { ann, bob, room } = await blocked();
    await ann.says(room, "a secret");
    await unblock(bob, ann);
    const [mine, theirs] = [await ann.socket(), await bob.socket()];
    const { message } = (await ann.says(room, "as I said", { replyTo: 3 })).body;
    expect(message.replyTo).toEqual({ seq: 3, authorId: ann.id, excerpt: "a secret" });
    const isIt = (frame: { message: { seq: number } }) => frame.message.seq === message.seq;
    expect((await mine.hears("message.new", isIt)).message).toEqual(message);
    expect((await theirs.hears("message.new", isIt)).message).toEqual({ ...message, replyTo: null });
    expect((await bob.history(room, "?after=3")).messages).toEqual([{ ...message, replyTo: null }]);
    expect((await see(bob, room)).lastMessage).toEqual({ ...message, replyTo: null });
    expect((await bob.says(room, "what?", { replyTo: 3 })).body.code).toBe("not-found");
    expect(JSON.stringify([theirs.received, await bob.history(room), await list(bob)])).not.toContain(
      "a secret",
    );
  });

  test("can open a room, and speak, without the other ever having it on their list", async () => {
    const [ann, bob] = await guests(2);
    await block(bob, ann);
    const theirs = await bob.socket();
    const room = await ann.direct(bob);
    await ann.says(room, "hello?");
    expect(await list(bob)).toEqual([]);
    await unblock(bob, ann);
    expect(await list(bob)).toEqual([]);
    await ann.says(room, "and now?");
    await theirs.hears("message.new");
    expect(theirs.received.map(({ type }) => type)).toEqual([
      "welcome",
      "block.changed",
      "room.joined",
      "message.new",
    ]);
    const joined = theirs.all("room.joined")[0].room;
    expect(joined).toMatchObject({ head: 2, lastMessage: { text: "and now?" }, me: { unread: 1 } });
    expect((await bob.history(room)).messages[0]).toEqual({ roomId: room.id, seq: 1, kind: "hidden" });
  });

  test("does not bring back a room that the other one has left", async () => {
    const { ann, bob, room } = await blocked();
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    const theirs = await bob.socket();
    await ann.says(room, "hello?");
    await theirs.fence();
    // That leaving has moved bob's cursor may come from the other machine only now.
    const types = theirs.received.map(({ type }) => type).filter((type) => type !== "room.read");
    expect(types).toEqual(["welcome", "pong"]);
    expect(await list(bob)).toEqual([]);
  });
});

describe("whom I block myself", () => {
  test("I cannot write to in our 1:1, by REST or by socket, until I unblock them", async () => {
    const { ann, bob, room } = await blocked();
    const { status, body } = await bob.says(room, "psst");
    expect([status, body.code]).toEqual([403, "forbidden"]);
    const line = await bob.socket();
    line.say({ type: "message.send", roomId: room.id, clientId: "by-socket", text: "psst" });
    const refused = { type: "refused", ref: "by-socket", roomId: room.id, code: "forbidden" };
    expect(await line.hears("refused")).toMatchObject(refused);
    expect((await ann.history(room)).head).toBe(2);
    await unblock(bob, ann);
    expect((await bob.says(room, "hi again")).status).toBe(201);
  });

  test("does not unsay what I said before: a repeat answers it as ever, by REST and by socket", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    const sent = await bob.says(room, "once", { clientId: "said-once" });
    await block(bob, ann);
    const again = await bob.says(room, "once", { clientId: "said-once" });
    expect([again.status, again.body]).toEqual([200, sent.body]);
    const line = await bob.socket();
    line.say({ type: "message.send", roomId: room.id, clientId: "said-once", text: "once" });
    expect((await line.hears("message.sent")).seq).toBe(1);
    expect((await bob.says(room, "twice")).status).toBe(403);
  });

  test("sees from both sides alike: two who block each other are both refused", async () => {
    const { ann, bob, room } = await blocked();
    await block(ann, bob);
    const answers = [await ann.says(room, "x"), await bob.says(room, "x")];
    expect(answers.map(({ body }) => body.code)).toEqual(["forbidden", "forbidden"]);
  });

  test("never learns of it: what the blocked one sees of me stays the same", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    const line = await ann.socket();
    const seen = async () => [
      await see(ann, room),
      (await ann.call("GET", `/api/users/${bob.id}`)).body,
      await ann.history(room),
    ];
    const before = await seen();
    await block(bob, ann);
    expect(await seen()).toEqual(before);
    await line.fence();
    expect(line.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
  });
});

test("a group stays whole: whoever blocks whom, everyone is served the same", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("whole", [bob, cat]);
  await block(bob, ann);
  const [theirs, others] = [await bob.socket(), await cat.socket()];
  const { message } = (await ann.says(room, "to all")).body;
  for (const line of [theirs, others]) expect((await line.hears("message.new")).message).toEqual(message);
  expect((await bob.history(room)).messages).toEqual((await cat.history(room)).messages);
  expect((await see(bob, room)).me?.unread).toBe(1);
  const reply = await bob.says(room, "I can still answer", { replyTo: 2 });
  expect(reply.body.message.replyTo.excerpt).toBe("to all");
});
