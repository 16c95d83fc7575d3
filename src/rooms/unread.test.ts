import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";

import { history } from "../../db/history/history";
import { guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("cursors that could not be read once are read by whoever asks next", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("again", [bob]);
  await house.stop();
  await openHouse({}, house.dir);
  const failing = spyOn(history, "cursors").mockRejectedValueOnce(new Error("away"));
  const ask = async () => (await bob.call("GET", `/api/rooms/${room.id}/messages`)).status;
  expect(await ask()).toBe(500);
  expect(await ask()).toBe(200);
  failing.mockRestore();
});

test("who speaks has read it, also where their cursor is still on its way from another machine", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("at once", [bob, cat]);
  await bob.says(room, "of bob");
  await ann.says(room, "of ann");
  await house.stop();
  await openHouse({}, house.dir);
  const late = spyOn(history, "cursors").mockResolvedValue(new Map([[bob.id, 1]]));
  const { messages } = (await cat.call("GET", `/api/rooms/${room.id}/messages?after=1`)).body;
  late.mockRestore();
  expect(messages.map(({ text, unread }: any) => [text, unread])).toEqual([
    ["of bob", 1],
    ["of ann", 2],
  ]);
});
