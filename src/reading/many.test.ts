import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const readMany = (guest: Guest, rooms: { roomId: string; seq: number }[]) =>
  guest.call("POST", "/api/me/read", { rooms });

const say = async (guest: Guest, room: Room, text: string): Promise<number> => {
  const body = { clientId: crypto.randomUUID(), text };
  const { body: answer } = await guest.call("POST", `/api/rooms/${room.id}/messages`, body);
  return answer.message.seq as number;
};

const meIn = async (guest: Guest, room: Room) =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room.me as NonNullable<Room["me"]>;

test("many rooms are read by one call, on all my devices, and what comes meanwhile stays unread", async () => {
  const [ann, bob] = await guests(2);
  const rooms = await Promise.all(Array.from({ length: 120 }, (_, nth) => bob.group(`many ${nth}`, [ann])));
  const seqs = await Promise.all(rooms.map((room) => say(bob, room, "hi")));
  const phone = await ann.again();
  const line = await phone.socket();
  await line.hears("welcome");
  const late = await say(bob, rooms[7]!, "while the list was shown");
  const { status } = await readMany(
    ann,
    rooms.map(({ id }, nth) => ({ roomId: id, seq: seqs[nth]! })),
  );
  expect(status).toBe(204);
  await line.fence();
  const left = new Map(line.all("room.read").map(({ roomId, seq, unread }) => [roomId, { seq, unread }]));
  expect(left.size).toBe(120);
  expect(left.get(rooms[7]!.id)).toEqual({ seq: late - 1, unread: 1 });
  expect((await meIn(ann, rooms[7]!)).unread).toBe(1);
  expect((await meIn(ann, rooms[8]!)).unread).toBe(0);
  line.close();
});

test("marks are cleared, nothing goes back, and rooms that are not mine are left out", async () => {
  const [ann, bob] = await guests(2);
  const [marked, read, foreign] = [
    await bob.group("marked", [ann]),
    await bob.group("read", [ann]),
    await bob.group("foreign"),
  ];
  const last = await say(bob, read, "one");
  await readMany(ann, [{ roomId: read.id, seq: last }]);
  await ann.call("PUT", `/api/rooms/${marked.id}/reading`, { seq: 1 });
  await ann.call("PATCH", `/api/rooms/${marked.id}/me`, { markedUnread: true });
  const answer = await readMany(ann, [
    { roomId: marked.id, seq: 1 },
    { roomId: read.id, seq: 1 },
    { roomId: foreign.id, seq: 1 },
    { roomId: crypto.randomUUID(), seq: 1 },
  ]);
  expect(answer.status).toBe(204);
  expect((await meIn(ann, marked)).markedUnread).toBe(false);
  expect((await meIn(ann, read)).cursor).toBe(last);
});

test("above the newest message of one room, nothing is read anywhere", async () => {
  const [ann, bob] = await guests(2);
  const [one, other] = [await bob.group("one", [ann]), await bob.group("other", [ann])];
  const seq = await say(bob, one, "hi");
  const answer = await readMany(ann, [
    { roomId: one.id, seq },
    { roomId: other.id, seq: 99 },
  ]);
  expect(answer.status).toBe(422);
  expect((await meIn(ann, one)).unread).toBe(1);
});
