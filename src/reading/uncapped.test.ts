import { afterAll, beforeAll, expect, test } from "bun:test";

import { history, plain } from "../../db/history/history";
import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const unreadOf = async (guest: Guest, room: Room) =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room.me.unread;
const words = { ...plain, text: "감자" };

test("unread counts exactly beyond a thousand: there is no cap", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("many", [bob]);
  for (let n = 0; n < 1234; n++)
    await history.append([{ ...words, roomId: room.id, authorId: ann.id, clientId: `id-${n}` }]);
  expect(await unreadOf(bob, room)).toBe(1234);
  await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq: 35 });
  expect(await unreadOf(bob, room)).toBe(1200);
  const line = await bob.socket();
  expect((await line.hears("welcome")).rooms).toEqual([[room.id, 1235, 35, 1200, 0]]);
});
