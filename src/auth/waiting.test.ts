import { afterAll, beforeAll, expect, test } from "bun:test";

import { inTurn } from "../messages/service";
import { Device } from "../testing/people/devices";
import { guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("signing out waits for no disk: not while what happened to a group before cannot be told yet", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("slow", [bob]);
  const phone = await bob.again();
  const there = await Device.open(phone);
  const busy = Promise.withResolvers<void>();
  const disk = inTurn(() => busy.promise);
  const renaming = ann.call("PATCH", `/api/rooms/${room.id}`, { title: "slower" });
  const titleOf = async () => (await ann.call("GET", `/api/rooms/${room.id}`)).body.room.title;
  while ((await titleOf()) !== "slower") await new Promise(setImmediate);
  const signingOut = phone.call("DELETE", "/api/sessions/current");
  await there.ends();
  busy.resolve();
  await Promise.all([disk, renaming, signingOut]);
  expect((await ann.history(room)).messages.map(({ event }: any) => event.kind)).toEqual([
    "created",
    "renamed",
  ]);
});
