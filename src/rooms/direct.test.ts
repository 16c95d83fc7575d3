import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const list = async (guest: Guest) => (await guest.call("GET", "/api/rooms")).body.rooms as any[];
const open = (guest: Guest, userId: string) => guest.call("POST", "/api/rooms", { kind: "direct", userId });

describe("a 1:1", () => {
  test("is made once and then found, whoever of the two asks", async () => {
    const [ann, bob] = await guests(2);
    const first = await open(ann, bob.id);
    expect(first.status).toBe(201);
    expect(first.body.room).toMatchObject({
      kind: "direct",
      title: null,
      memberCount: 2,
      head: 0,
      ownerId: null,
    });
    expect(first.body.room).toMatchObject({ peer: bob.user, lastMessage: null, visibility: "private" });
    expect(first.body.room.me).toMatchObject({ role: "member", joinedSeq: 0, cursor: 0, unread: 0 });
    const again = await open(ann, bob.id);
    const fromBob = await open(bob, ann.id);
    expect([again.status, fromBob.status]).toEqual([200, 200]);
    expect([again.body.room.id, fromBob.body.room.id]).toEqual([first.body.room.id, first.body.room.id]);
    expect(fromBob.body.room.peer).toEqual(ann.user);
  });

  test("is one a pair also when both ask fifty times at once", async () => {
    const [ann, bob] = await guests(2);
    const asking = Array.from({ length: 50 }, (_, n) => (n % 2 ? open(ann, bob.id) : open(bob, ann.id)));
    const answers = await Promise.all(asking);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(49);
    expect(new Set(answers.map(({ body }) => body.room.id)).size).toBe(1);
    // Both have opened it, so it is on both lists.
    expect(await Promise.all([list(ann), list(bob)])).toMatchObject([
      [{ peer: bob.user }],
      [{ peer: ann.user }],
    ]);
  });

  test("is never a group of two", async () => {
    const [ann, bob] = await guests(2);
    const group = await ann.group("two of us", [bob]);
    const room = await ann.direct(bob);
    expect(room.id).not.toBe(group.id);
    expect(room.kind).toBe("direct");
  });

  test("with nobody is not found", async () => {
    const [ann] = await guests(1);
    const nobody = await open(ann, crypto.randomUUID());
    expect([nobody.status, nobody.body.code]).toEqual([404, "not-found"]);
  });

  test("has no system messages, and its members, roles and settings stay as they are", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.direct(bob);
    const path = `/api/rooms/${room.id}`;
    const tries: [string, string, object][] = [
      ["PATCH", path, { title: "no" }],
      ["PUT", `${path}/members/${cat.id}`, {}],
      ["PUT", `${path}/members/${bob.id}`, { role: "admin" }],
      ["PUT", `${path}/members/me`, {}],
      ["POST", `${path}/members`, { userIds: [cat.id] }],
      ["DELETE", `${path}/members/${bob.id}`, {}],
    ];
    for (const [method, at, body] of tries) {
      const { status } = await ann.call(method, at, body);
      expect(`${method} ${at} ${status}`).toBe(`${method} ${at} 403`);
    }
    expect((await ann.says(room, "hi")).body.message.seq).toBe(1);
  });

  test("that is new and empty is not on the other one's list, until something is said", async () => {
    const [ann, bob] = await guests(2);
    const [mine, theirs] = await Promise.all([ann.socket(), bob.socket()]);
    const room = await ann.direct(bob);
    expect((await mine.hears("room.joined")).room).toEqual(room);
    expect([(await list(ann)).length, (await list(bob)).length]).toEqual([1, 0]);
    await theirs.fence();
    expect(theirs.all("room.joined")).toEqual([]);
    const { body } = await ann.says(room, "hi");
    await theirs.hears("message.new");
    expect(receivedOf(theirs, room.id)).toEqual(["room.joined", "message.new"]);
    const joined = theirs.all("room.joined")[0].room;
    expect(joined).toMatchObject({ id: room.id, peer: ann.user, head: 1, lastMessage: body.message });
    expect(joined.me).toMatchObject({ joinedSeq: 0, cursor: 0, unread: 1 });
    expect(await list(bob)).toEqual([joined]);
  });

  test("that was found empty by the other one joins their list, and says so only once", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    const theirs = await bob.socket();
    await bob.direct(ann);
    await bob.direct(ann);
    await ann.says(room, "hi");
    await theirs.hears("message.new");
    expect(receivedOf(theirs, room.id)).toEqual(["room.joined", "message.new"]);
  });

  test("that I leave is off my list with all I had read, and stays on the other one's", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    await ann.says(room, "one");
    await ann.says(room, "two");
    const theirs = await bob.socket();
    await bob.call("PATCH", `/api/rooms/${room.id}/me`, { favourite: true, markedUnread: true });
    expect((await bob.call("DELETE", `/api/rooms/${room.id}/members/me`)).status).toBe(204);
    expect(await theirs.hears("room.left")).toEqual({ type: "room.left", roomId: room.id });
    expect([(await list(ann)).length, (await list(bob)).length]).toEqual([1, 0]);
    // Nothing is published to the other user, and no message is written.
    expect((await ann.history(room)).messages.map(({ text }: any) => text)).toEqual(["one", "two"]);
    const { me, memberCount, lastMessage } = await bob.direct(ann);
    const clean = { joinedSeq: 2, cursor: 2, unread: 0, favourite: false, markedUnread: false };
    expect([me, memberCount, lastMessage]).toEqual([expect.objectContaining(clean), 2, null]);
    expect((await bob.history(room)).messages).toEqual([]);
  });

  test("that I left comes back with the first thing said to me, and begins there", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    await ann.says(room, "before");
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    const theirs = await bob.socket();
    expect((await theirs.hears("welcome")).rooms).toEqual([]);
    await ann.says(room, "after");
    await theirs.hears("message.new", ({ message }) => message.text === "after");
    await ann.says(room, "and more");
    await theirs.hears("message.new", ({ message }) => message.text === "and more");
    expect(receivedOf(theirs, room.id, 1)).toEqual(["room.joined", "message.new", "message.new"]);
    expect(theirs.all("room.joined")[0].room.me).toMatchObject({ joinedSeq: 1, cursor: 1, unread: 1 });
    expect((await list(bob)).map(({ id, me }) => [id, me.unread])).toEqual([[room.id, 2]]);
    const { messages, more } = await bob.history(room);
    expect(messages.map(({ text }: any) => text)).toEqual(["after", "and more"]);
    expect(more).toEqual({ before: false, after: false });
  });

  test("that I leave while something is said to me is listed as the frames said last", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    const theirs = await bob.socket();
    for (let round = 0; round < 16; round++) {
      await bob.direct(ann);
      const leaving = bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
      await Promise.all(round % 2 ? [ann.says(room, "hi"), leaving] : [leaving, ann.says(room, "hi")]);
      await theirs.fence();
      const listed = (await list(bob)).length === 1 ? "room.joined" : "room.left";
      const isLast = (frame: any) =>
        frame === theirs.received.findLast(({ type }) => /^room\.(joined|left)$/.test(type));
      await theirs.hears(listed, isLast);
    }
  });

  test("left by the one who then speaks is on their list again", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    await ann.says(room, "before");
    await ann.call("DELETE", `/api/rooms/${room.id}/members/me`);
    const mine = await ann.socket();
    await ann.says(room, "still here");
    await mine.hears("room.read", ({ seq }) => seq === 2);
    expect(receivedOf(mine, room.id, 1)).toEqual(["room.joined", "message.new", "room.read"]);
    expect((await list(ann))[0].me).toMatchObject({ joinedSeq: 1, cursor: 2, unread: 0 });
  });

  test("can still be read when the other one's account is gone, but not be written to", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.direct(bob);
    await bob.says(room, "farewell");
    await bob.call("DELETE", "/api/me", { password: "hot-potato-soup" });
    const found = await open(ann, bob.id);
    expect([found.status, found.body.room.peer.deleted]).toEqual([200, true]);
    expect((await ann.history(room)).messages[0].text).toBe("farewell");
    expect((await ann.says(room, "hello?")).body.code).toBe("forbidden");
  });
});

/** The types of the frames about one room, in order. Skips messages up to `seq`: another machine may still deliver them. */
function receivedOf(line: { received: any[] }, roomId: string, seq = 0): string[] {
  const named = (frame: any) => frame.roomId ?? frame.room?.id ?? frame.message?.roomId;
  const isLater = (frame: any) => (frame.message?.seq ?? frame.seq ?? Infinity) > seq;
  return line.received.filter((frame) => named(frame) === roomId && isLater(frame)).map(({ type }) => type);
}
