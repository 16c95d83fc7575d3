import { afterAll, beforeAll, expect, setSystemTime, test } from "bun:test";

import { guests } from "../../testing/people/guests";
import { openHouseWithPush, type PushHouse } from "../../testing/servers/pushes";

let push: PushHouse;
beforeAll(async () => void (push = await openHouseWithPush()));
afterAll(async () => {
  setSystemTime();
  await push.close();
});

test("what has waited for its minute is sent after it, as one", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  const { publicKey } = (await bob.call("GET", "/api/push")).body;
  const device = push.service.device(publicKey);
  await bob.call("PUT", "/api/push/subscriptions", device.subscription);
  for (let nth = 1; nth <= 5; nth++) {
    await ann.says(room, `감자 ${nth}`);
    await device.hears("message", ({ count }) => count === nth, 20_000);
  }
  for (const nth of [6, 7]) await ann.says(room, `감자 ${nth}`);
  // They are decided before a message of another room that came later.
  const [cat] = await guests(1);
  const fence = await cat.direct(bob);
  await cat.says(fence, "울타리");
  await device.hears("message", ({ roomId }) => roomId === fence.id, 20_000);
  expect(device.all("message").filter(({ roomId }) => roomId === room.id)).toHaveLength(5);

  setSystemTime(Date.now() + 61_000);
  const { text, count } = await device.hears(
    "message",
    (one) => one.roomId === room.id && one.count > 5,
    20_000,
  );
  expect([text, count]).toEqual(["감자 7", 7]);
  expect(push.service.faults).toEqual([]);
}, 60_000);
