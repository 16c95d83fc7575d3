import { afterAll, beforeAll, expect, setSystemTime, test } from "bun:test";

import { told } from "../../../db/told/told";
import { type Guest, guests } from "../../testing/people/guests";
import {
  openHouseWithPush,
  type PushDevice,
  type PushHouse,
  PushService,
} from "../../testing/servers/pushes";
import { sendClaimed } from "./again";

let push: PushHouse;
beforeAll(async () => void (push = await openHouseWithPush()));
afterAll(async () => {
  setSystemTime();
  await push.close();
});

async function subscribed(guest: Guest, service = push.service): Promise<PushDevice> {
  const { publicKey } = (await guest.call("GET", "/api/push")).body;
  const device = service.device(publicKey);
  await guest.call("PUT", "/api/push/subscriptions", device.subscription);
  return device;
}

// A name that only a server in this process takes for a local one.
test("a device of Apple's, which ends the subscription of a page that shows nothing, is only sent what it shows", async () => {
  const apple = new PushService(push.web, "web.push.apple.com");
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  const device = await subscribed(bob);
  const phone = await subscribed(await bob.again(), apple);
  const { seq } = (await ann.says(room, "감자 하나")).body.message;
  for (const one of [device, phone]) await one.hears("message", () => true, 20_000);
  await bob.call("PUT", `/api/rooms/${room.id}/reading`, { seq });
  await device.hears("read", () => true, 20_000);
  await ann.says(room, "감자 둘");
  await phone.hears("message", ({ text }) => text === "감자 둘", 20_000);
  expect(phone.pushed.map(({ payload }) => (payload as { type: string }).type)).toEqual([
    "message",
    "message",
  ]);
  expect(apple.faults).toEqual([]);
}, 30_000);

test("what has waited for its minute is sent after it, as one", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  const device = await subscribed(bob);
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
  const device = await subscribed(bob);
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
