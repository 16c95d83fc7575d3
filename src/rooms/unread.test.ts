import { afterAll, beforeAll, expect, spyOn, test } from "bun:test";

import { history } from "../../db/history/history";
import { guests, house, openHouse } from "../guests";

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
