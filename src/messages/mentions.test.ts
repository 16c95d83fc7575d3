import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

// Mentions: who is notified of a message, and where an unread one is shown.

beforeAll(() => openHouse());
afterAll(() => house.close());

const roomOf = async (guest: Guest, room: Room): Promise<Room> =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room;
const mentionOf = async (guest: Guest, room: Room) => (await roomOf(guest, room)).me!.mention;
const says = async (guest: Guest, room: Room, mentions: string[]) =>
  (
    await guest.call("POST", `/api/rooms/${room.id}/messages`, {
      clientId: crypto.randomUUID(),
      text: mentions.map((id) => `<@${id}>`).join(" ") || "nobody",
      mentions,
    })
  ).body.message;
const edit = (guest: Guest, room: Room, seq: number, mentions: string[]) =>
  guest.call("PATCH", `/api/rooms/${room.id}/messages/${seq}`, {
    text: `edited ${mentions.length}`,
    mentions,
  });

test("the newest unread mention shows in the room and the list, until it is read", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("멘션", [bob, cat]);
  expect(await mentionOf(bob, room)).toBeNull();
  await says(ann, room, [bob.id]);
  const newest = await says(cat, room, [bob.id, ann.id]);
  await says(cat, room, []);
  expect(newest.mentions).toEqual([bob.id, ann.id]);
  expect(await mentionOf(bob, room)).toBe(newest.seq);
  const { rooms } = (await bob.call("GET", "/api/rooms")).body;
  expect(rooms.map(({ me }: Room) => me!.mention)).toEqual([newest.seq]);
  // Who mentions has read up to there.
  expect(await mentionOf(cat, room)).toBeNull();
  await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq: newest.seq });
  expect(await mentionOf(bob, room)).toBeNull();
});

test("nobody is mentioned who is not a member, and twice is once", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("멘션", [bob]);
  expect((await says(ann, room, [cat.id, bob.id, bob.id])).mentions).toEqual([bob.id]);
});

test("the owner and admins mention everyone; for others it is left out", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("멘션", [bob, cat]);
  const ear = await cat.socket();
  const { seq } = await says(ann, room, ["all"]);
  expect((await ear.hears("message.new", ({ message }) => message.seq === seq)).message.mentions).toEqual([
    "all",
  ]);
  expect([await mentionOf(bob, room), await mentionOf(cat, room)]).toEqual([seq, seq]);
  expect((await says(bob, room, ["all"])).mentions).toEqual([]);
  await ann.call("PUT", `/api/rooms/${room.id}/members/${bob.id}`, { role: "admin" });
  expect((await says(bob, room, ["all"])).mentions).toEqual(["all"]);
  const direct = await ann.direct(bob);
  expect((await says(ann, direct, ["all", bob.id])).mentions).toEqual([bob.id]);
});

test("whom I block does not mention me, and cannot tell", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("멘션", [bob]);
  await bob.call("PUT", `/api/blocks/${ann.id}`);
  expect((await says(ann, room, [bob.id])).mentions).toEqual([bob.id]);
  expect(await mentionOf(bob, room)).toBeNull();
});

test("what is deleted, or edited to mention nobody, is no mention any more", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("멘션", [bob]);
  const [first, second, third] = [
    await says(ann, room, [bob.id]),
    await says(ann, room, [bob.id]),
    await says(ann, room, [bob.id]),
  ];
  await ann.call("DELETE", `/api/rooms/${room.id}/messages/${third.seq}`);
  expect(await mentionOf(bob, room)).toBe(second.seq);
  await edit(ann, room, second.seq, []);
  expect(await mentionOf(bob, room)).toBe(first.seq);
});

test("an edit is told to those whom it mentions newly, and to nobody else", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("멘션", [bob, cat]);
  const { seq } = await says(ann, room, [bob.id]);
  const [first, second] = [await bob.socket(), await cat.socket()];
  await edit(ann, room, seq, [bob.id, cat.id, ann.id]);
  expect(await second.hears("mentioned")).toEqual({ type: "mentioned", roomId: room.id, seq, byId: ann.id });
  expect(await mentionOf(cat, room)).toBe(seq);
  await edit(ann, room, seq, ["all"]);
  await edit(ann, room, seq, []);
  await edit(ann, room, seq, [bob.id]);
  // Of those edits only the last one mentions Bob newly.
  expect(await first.hears("mentioned")).toMatchObject({ seq });
  await ann.says(room, "fence");
  await first.hears("message.new", ({ message }) => message.text === "fence");
  expect([first, second].map((ear) => ear.all("mentioned").length)).toEqual([1, 1]);
});
