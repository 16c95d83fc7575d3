import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import { call, type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const create = (guest: Guest, body: object) =>
  guest.call("POST", "/api/rooms", { kind: "group", title: "감자", ...body });
const events = async (guest: Guest, room: { id: string }) =>
  (await guest.call("GET", `/api/rooms/${room.id}/messages`)).body.messages.map(
    (message: any) => message.event,
  );

describe("a group", () => {
  test("is made by its owner with those they name, all from the beginning", async () => {
    const [ann, bob] = await guests(2);
    const { status, body } = await create(ann, { title: "  점심 뭐 먹지 ", memberIds: [bob.id] });
    expect(status).toBe(201);
    const { room } = body;
    expect(room).toMatchObject({
      kind: "group",
      title: "점심 뭐 먹지",
      topic: "",
      imageUrl: null,
      visibility: "private",
    });
    expect(room).toMatchObject({ ownerId: ann.id, memberCount: 2, readCounts: true, head: 1 });
    expect(room.me).toMatchObject({ role: "owner", joinedSeq: 0, cursor: 0, unread: 0, notify: "all" });
    expect("peer" in room).toBe(false);
    const theirs = (await bob.call("GET", `/api/rooms/${room.id}`)).body.room;
    expect(theirs.me).toMatchObject({ role: "member", joinedSeq: 0, cursor: 0, unread: 0 });
    expect(await events(bob, room)).toEqual([
      { kind: "created", byId: ann.id, userIds: [bob.id], title: "점심 뭐 먹지" },
    ]);
  });

  test("is heard of at once by everyone in it, on every device, before its first message", async () => {
    const [ann, bob, cat] = await guests(3);
    const lines = await Promise.all([ann.socket(), bob.socket(), bob.socket()]);
    const stranger = await cat.socket();
    const room = await ann.group("news", [bob]);
    for (const line of lines) {
      const { head } = (await line.hears("room.joined")).room;
      // Another machine may store it before it subscribes to the room: then the head includes it, and a client fetches it.
      if (house.machines.length === 1) expect(head).toBe(0);
      if (head > 0) continue;
      await line.hears("message.new", ({ message }) => message.event?.kind === "created");
      expect(line.received.map(({ type }) => type)).toEqual(["welcome", "room.joined", "message.new"]);
    }
    expect(lines[1].all("room.joined")[0].room).toMatchObject({ id: room.id, me: { role: "member" } });
    await stranger.fence();
    expect(stranger.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
  });

  test("takes nobody twice, and its maker only as its owner", async () => {
    const [ann, bob] = await guests(2);
    const { body } = await create(ann, { memberIds: [bob.id, ann.id, bob.id] });
    expect(body.room).toMatchObject({ memberCount: 2, ownerId: ann.id });
    expect((await events(ann, body.room))[0].userIds).toEqual([bob.id]);
  });

  test("is not made at all where one of those named is unknown or gone", async () => {
    const [ann, bob, cat] = await guests(3);
    await cat.call("DELETE", "/api/me", { password: "hot-potato-soup" });
    for (const id of [crypto.randomUUID(), cat.id, "", "no such id ".repeat(20)]) {
      const { status, body } = await create(ann, { memberIds: [bob.id, id] });
      expect([status, body.code]).toEqual([404, "not-found"]);
    }
    expect((await bob.call("GET", "/api/rooms")).body.rooms).toEqual([]);
  });

  test("is made without those who block its maker, and nobody is told", async () => {
    const [ann, bob, cat] = await guests(3);
    await bob.call("PUT", `/api/blocks/${ann.id}`);
    const theirs = await bob.socket();
    const { status, body } = await create(ann, { memberIds: [bob.id, cat.id] });
    expect([status, body.room.memberCount]).toEqual([201, 2]);
    expect((await events(cat, body.room))[0].userIds).toEqual([cat.id]);
    await theirs.fence();
    expect(theirs.all("room.joined")).toEqual([]);
  });

  test("wants a title of 1 to 50 and at most 500 others", async () => {
    const [ann] = await guests(1);
    const ids = Array.from({ length: 501 }, () => ann.id);
    const bodies = [
      { title: " " },
      { title: "x".repeat(51) },
      { title: 7 },
      { memberIds: ids },
      { memberIds: null },
    ];
    for (const body of bodies) {
      const answer = await create(ann, { memberIds: [], ...body });
      expect([answer.status, answer.body.code]).toEqual([422, "invalid"]);
    }
    expect((await create(ann, { memberIds: ids.slice(1), title: "🥔".repeat(50) })).status).toBe(201);
  });

  test("is changed by its owner and admins, and everyone hears of it", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("old", [bob, cat]);
    const path = `/api/rooms/${room.id}`;
    await ann.call("PUT", `${path}/members/${bob.id}`, { role: "admin" });
    const theirs = await cat.socket();
    const renamed = await bob.call("PATCH", path, { title: "new", topic: "매일", readCounts: false });
    expect(renamed.body.room).toMatchObject({ title: "new", topic: "매일", readCounts: false, head: 3 });
    const { lastMessage } = renamed.body.room;
    expect(lastMessage.event).toEqual({ kind: "renamed", byId: bob.id, userIds: [], title: "new" });
    const { memberCount, visibility, ownerId, imageUrl } = renamed.body.room;
    const face = {
      title: "new",
      topic: "매일",
      imageUrl,
      visibility,
      readCounts: false,
      ownerId,
      memberCount,
    };
    expect(await theirs.hears("room.changed")).toEqual({ type: "room.changed", roomId: room.id, ...face });
    expect((await cat.call("PATCH", path, { title: "mine" })).body.code).toBe("forbidden");
    expect((await bob.call("PATCH", path, { title: "" })).body.code).toBe("invalid");
  });

  test("tells only of a new name in it, and of the same name not at all", async () => {
    const [ann] = await guests(1);
    const room = await ann.group("name");
    const patch = (body: object) => ann.call("PATCH", `/api/rooms/${room.id}`, body);
    expect((await patch({ topic: "quiet" })).body.room).toMatchObject({ topic: "quiet", head: 1 });
    expect((await patch({ title: "name", topic: "quiet" })).body.room.head).toBe(1);
    expect((await patch({})).body.room.head).toBe(1);
    expect((await patch({ title: "other" })).body.room.head).toBe(2);
  });

  test("takes no field that is not its own to change", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("mine", [bob]);
    const sly = { ownerId: bob.id, id: "other", memberCount: 9, kind: "direct", createdAt: 1, head: 99 };
    const { body } = await ann.call("PATCH", `/api/rooms/${room.id}`, { topic: "x", ...sly });
    const { kind, ownerId, id, memberCount, createdAt, head } = room;
    expect(body.room).toMatchObject({ kind, ownerId, id, memberCount, createdAt, head, topic: "x" });
  });
});

describe("a room I am not in", () => {
  test("answers like one that does not exist, whatever I ask of it", async () => {
    const [ann, bob, cat] = await guests(3);
    const [group, direct] = [await ann.group("secret", [bob]), await ann.direct(bob)];
    const id = crypto.randomUUID();
    const tries = (roomId: string): [string, string, object?][] => [
      ["GET", `/api/rooms/${roomId}`],
      ["PATCH", `/api/rooms/${roomId}`, { title: "x" }],
      ["PATCH", `/api/rooms/${roomId}/me`, { favourite: true }],
      ["GET", `/api/rooms/${roomId}/members`],
      ["POST", `/api/rooms/${roomId}/members`, { userIds: [cat.id] }],
      ["PUT", `/api/rooms/${roomId}/members/me`, {}],
      ["PUT", `/api/rooms/${roomId}/members/${ann.id}`, { role: "member" }],
      ["DELETE", `/api/rooms/${roomId}/members/me`],
      ["DELETE", `/api/rooms/${roomId}/members/${bob.id}`],
      ["GET", `/api/rooms/${roomId}/messages`],
      ["POST", `/api/rooms/${roomId}/messages`, { clientId: "a-client-id", text: "hi" }],
      ["PUT", `/api/rooms/${roomId}/reading`, { seq: 1 }],
    ];
    const ask = (roomId: string) => Promise.all(tries(roomId).map((one) => cat.call(...one)));
    const nowhere = await ask(id);
    expect(new Set(nowhere.map(({ status }) => status))).toEqual(new Set([404]));
    for (const room of [group, direct]) {
      expect((await ask(room.id)).map(({ body }) => body)).toEqual(nowhere.map(({ body }) => body));
    }
  });

  test("is closed to whoever was in it once", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("past", [bob]);
    const theirs = await bob.socket();
    await ann.call("DELETE", `/api/rooms/${room.id}/members/${bob.id}`);
    expect((await bob.call("GET", `/api/rooms/${room.id}`)).status).toBe(404);
    await ann.says(room, "now we can talk");
    theirs.say({ type: "message.send", roomId: room.id, clientId: "still-here", text: "hello?" });
    const refused = { ref: "still-here", roomId: room.id, code: "not-found" };
    expect(await theirs.hears("refused")).toMatchObject(refused);
    expect(theirs.all("message.new")).toEqual([]);
  });
});

describe("a public room", () => {
  test("shows its face to anyone signed in, and nothing else before they join", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("open", [], "public");
    await ann.says(room, "hi");
    const path = `/api/rooms/${room.id}`;
    const seen = (await bob.call("GET", path)).body.room;
    expect(seen).toEqual({ ...room, head: 2, me: null, lastMessage: null });
    const tries: [string, string, object?][] = [
      ["PATCH", path, { title: "x" }],
      ["PATCH", `${path}/me`, { favourite: true }],
      ["GET", `${path}/members`],
      ["PUT", `${path}/members/${ann.id}`, {}],
      ["DELETE", `${path}/members/me`],
      ["GET", `${path}/messages`],
      ["POST", `${path}/messages`, { clientId: "a-client-id", text: "hi" }],
      ["PUT", `${path}/reading`, { seq: 1 }],
    ];
    for (const one of tries) expect((await bob.call(...one)).body.code).toBe("forbidden");
    expect((await call("GET", path)).status).toBe(401);
  });

  test("shows all of its history to who joins, with nothing unread", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("open", [], "public");
    await ann.says(room, "long ago");
    expect((await bob.call("PUT", `/api/rooms/${room.id}/members/me`, {})).status).toBe(204);
    const { me, lastMessage, head } = (await bob.call("GET", `/api/rooms/${room.id}`)).body.room;
    expect(me).toMatchObject({ role: "member", joinedSeq: 2, cursor: 2, unread: 0 });
    expect([head, lastMessage.event]).toEqual([3, { kind: "joined", byId: bob.id, userIds: [bob.id] }]);
    expect((await bob.history(room)).messages.map(({ seq }: any) => seq)).toEqual([1, 2, 3]);
  });

  test("that turns private shows each member only what was said since they came", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("open", [], "public");
    await ann.says(room, "long ago");
    await bob.call("PUT", `/api/rooms/${room.id}/members/me`, {});
    await ann.call("PATCH", `/api/rooms/${room.id}`, { visibility: "private" });
    const seqs = async (guest: Guest) => (await guest.history(room)).messages.map(({ seq }: any) => seq);
    expect([await seqs(ann), await seqs(bob)]).toEqual([[1, 2, 3], [3]]);
  });
});
