import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const see = async (guest: Guest, { id }: Room): Promise<Room> =>
  (await guest.call("GET", `/api/rooms/${id}`)).body.room;
const listed = async (guest: Guest): Promise<Room[]> => (await guest.call("GET", "/api/rooms")).body.rooms;
const names = ({ faces }: Room) => faces.map(({ id }) => id);
const invite = (guest: Guest, { id }: Room, other: Guest) =>
  guest.call("PUT", `/api/rooms/${id}/members/${other.id}`, {});

/** Who joins in the same millisecond is ordered by id. */
async function nextMillisecond(): Promise<void> {
  for (const now = Date.now(); Date.now() <= now;) await new Promise(setImmediate);
}

describe("the faces of a group", () => {
  test("are four others in the order in which they joined, and each member sees the others", async () => {
    const all = await guests(6);
    const [ann, bob] = all;
    const room = await ann.group("얼굴", []);
    const line = await all[5].socket();
    for (const guest of all.slice(1)) {
      await invite(ann, room, guest);
      await nextMillisecond();
    }
    const order = all.map(({ id }) => id);
    for (const [nth, guest] of all.entries()) {
      const others = order.filter((_, place) => place !== nth).slice(0, 4);
      expect(names(await see(guest, room))).toEqual(others);
      expect((await listed(guest)).map(names)).toEqual([others]);
    }
    expect((await see(ann, room)).faces[0]).toEqual(bob.user);
    expect((await line.hears("room.joined")).room.faces.map(({ id }: { id: string }) => id)).toEqual(
      order.slice(0, 4),
    );
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    expect(names(await see(ann, room))).toEqual(order.slice(2));
  });

  test("are none in a 1:1, where the other is the peer, and in a public group from outside", async () => {
    const [ann, bob, outside] = await guests(3);
    const direct = await ann.direct(bob);
    expect([direct.faces, direct.peer]).toEqual([[], bob.user]);
    const room = await ann.group("누구나", [bob], "public");
    expect([(await see(ann, room)).faces, (await see(outside, room)).faces]).toEqual([[bob.user], []]);
    expect((await see(ann, await ann.group("혼자"))).faces).toEqual([]);
  });

  test("show a name as it is now", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("이름", [bob]);
    await bob.call("PATCH", "/api/me", { nickname: "바뀐 얼굴" });
    expect((await see(ann, room)).faces[0]?.nickname).toBe("바뀐 얼굴");
  });
});
