import { afterAll, beforeAll, expect, setSystemTime, test } from "bun:test";

import { told } from "../../../db/told/told";
import { guests } from "../../testing/people/guests";
import { openHouseWithPush, type PushHouse } from "../../testing/servers/pushes";
import { sendClaimed } from "./again";

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

test("what a machine that died has claimed says how much of the room is unread", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("감자밭", [bob]);
  const { publicKey } = (await bob.call("GET", "/api/push")).body;
  const device = push.service.device(publicKey);
  await bob.call("PUT", "/api/push/subscriptions", device.subscription);
  await bob.call("PATCH", `/api/rooms/${room.id}/me`, { notify: "none" });
  for (const text of ["하나", "둘", "셋"]) await ann.says(room, text);
  const { seq } = (await bob.history(room)).messages.at(-1);
  const [{ id }] = (await bob.call("GET", "/api/sessions")).body.sessions;
  const claim = { roomId: room.id, userId: bob.id, device: id, seq, at: Date.now(), pushes: 1, count: 1 };
  await told.claim(told.fence()!, [claim]);
  await sendClaimed([{ ...claim, isSent: false, dueAt: null }]);
  const payload = await device.hears("message", (one) => one.roomId === room.id, 20_000);
  expect(payload).toMatchObject({ text: "셋", count: 1, unread: 3 });
});
