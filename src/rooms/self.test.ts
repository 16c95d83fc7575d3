import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const open = (guest: Guest) => guest.call("POST", "/api/rooms", { kind: "direct", userId: guest.id });
const list = async (guest: Guest): Promise<Room[]> => (await guest.call("GET", "/api/rooms")).body.rooms;

describe("a chat with myself", () => {
  test("is opened once, has one member, and I am its peer", async () => {
    const [ann] = await guests(1);
    const line = await ann.socket();
    const { status, body } = await open(ann);
    expect(status).toBe(201);
    expect(body.room).toMatchObject({
      kind: "direct",
      title: null,
      memberCount: 1,
      peer: ann.user,
      faces: [],
      head: 0,
    });
    expect((await line.hears("room.joined")).room.id).toBe(body.room.id);
    const again = await open(ann);
    expect([again.status, again.body.room.id]).toEqual([200, body.room.id]);
    const { members } = (await ann.call("GET", `/api/rooms/${body.room.id}/members`)).body;
    expect(members.map(({ user }: { user: object }) => user)).toEqual([ann.user]);
    expect(await list(ann)).toMatchObject([{ id: body.room.id, peer: ann.user }]);
  });

  test("is one also when it is asked for fifty times at once", async () => {
    const [ann] = await guests(1);
    const answers = await Promise.all(Array.from({ length: 50 }, () => open(ann)));
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(new Set(answers.map(({ body }) => body.room.id)).size).toBe(1);
  });

  test("keeps what I say, on all my devices, and nothing in it is unread", async () => {
    const [ann] = await guests(1);
    const { room } = (await open(ann)).body;
    const [phone, tablet] = [await ann.socket(), await (await ann.again()).socket()];
    const { message } = (await ann.says(room, "우유 사기")).body;
    expect(message.unread).toBe(0);
    for (const line of [phone, tablet])
      expect((await line.hears("message.new")).message).toMatchObject({ text: "우유 사기", unread: 0 });
    await ann.says(room, "계란도", { replyTo: 1 });
    expect((await ann.history(room)).messages.map(({ unread }: { unread: number }) => unread)).toEqual([
      0, 0,
    ]);
    const [listed] = await list(ann);
    expect(listed).toMatchObject({ head: 2, lastMessage: { text: "계란도" }, me: { unread: 0, cursor: 2 } });
    const late = await ann.again();
    const { rooms } = await (await late.socket()).hears("welcome");
    expect(rooms).toEqual([[room.id, 2, 2, 0, 0]]);
  });

  test("leaves my list like any 1:1, and comes back with what I say", async () => {
    const [ann] = await guests(1);
    const { room } = (await open(ann)).body;
    await ann.says(room, "지난 메모");
    const line = await ann.socket();
    expect((await ann.call("DELETE", `/api/rooms/${room.id}/members/me`)).status).toBe(204);
    await line.hears("room.left");
    expect(await list(ann)).toEqual([]);
    await ann.says(room, "새 메모");
    expect((await line.hears("room.joined")).room.id).toBe(room.id);
    expect((await ann.history(room)).messages.map(({ text }: { text: string }) => text)).toEqual(["새 메모"]);
    await ann.call("DELETE", `/api/rooms/${room.id}/members/me`);
    expect((await open(ann)).body.room).toMatchObject({ id: room.id, me: { joinedSeq: 2, unread: 0 } });
  });

  test("is nobody else's, and its members and settings cannot be changed", async () => {
    const [ann, bob] = await guests(2);
    const { room } = (await open(ann)).body;
    expect((await bob.call("GET", `/api/rooms/${room.id}`)).status).toBe(404);
    expect((await bob.says(room, "안녕")).status).toBe(404);
    const path = `/api/rooms/${room.id}`;
    for (const [method, at, body] of [
      ["PATCH", path, { title: "제목" }],
      ["PUT", `${path}/members/${bob.id}`, {}],
      ["POST", `${path}/members`, { userIds: [bob.id] }],
    ] as const)
      expect((await ann.call(method, at, body)).status).toBe(403);
    // A 1:1 with someone else is another room.
    expect((await ann.direct(bob)).id).not.toBe(room.id);
    const readers = await ann.says(room, "누가 읽지");
    const answer = await ann.call("GET", `${path}/messages/${readers.body.message.seq}/readers`);
    expect(answer.body).toEqual({
      read: [],
      unread: [],
      readCount: 0,
      unreadCount: 0,
      next: { read: null, unread: null },
    });
  });
});
