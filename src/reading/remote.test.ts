import { afterAll, beforeAll, expect, test } from "bun:test";

import { crowd } from "../../db/accounts/crowd";
import { guests, house, openHouse } from "../testing/people/guests";
import * as reading from "./service";

// What another machine tells, and what there are too many people for.

beforeAll(() => openHouse());
afterAll(() => house.close());

test("typing on another machine is heard here, but of who is no member", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("two", [bob]);
  const line = await bob.socket();
  line.say({ type: "watch", roomId: room.id });
  await line.fence();
  for (const { id } of [cat, ann]) reading.onTyping(room.id, id);
  await line.hears("typing", ({ userId }) => userId === ann.id);
  expect(line.all("typing")).toHaveLength(1);
});

test("typing does not exist in rooms of more than a hundred", async () => {
  const [ann] = await guests(1);
  const room = await ann.group("large");
  await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: crowd(99) });
  const line = await ann.socket();
  line.say({ type: "typing", roomId: room.id });
  await line.fence();
  expect(line.all("refused")).toEqual([]);
  await ann.call("POST", `/api/rooms/${room.id}/members`, { userIds: crowd(1) });
  line.say({ type: "typing", roomId: room.id });
  expect(await line.hears("refused")).toMatchObject({ ref: "typing", roomId: room.id, code: "forbidden" });
});
