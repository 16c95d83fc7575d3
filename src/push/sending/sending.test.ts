import { afterAll, afterEach, beforeAll, describe, expect, test } from "bun:test";

import { pushes } from "../../measures";
import { guests } from "../../testing/people/guests";
import {
  type PushDevice,
  openHouseWithPush,
  PushService,
  type PushHouse,
} from "../../testing/servers/pushes";
import * as push from "../service";
import { isBad, judge, type PushAnswer } from "./judging";
import * as sending from "./sending";

// What the server does with many messages, and with services that do not behave; on one machine, from within.

let web: PushHouse["web"];
let close: PushHouse["close"];
let service: PushService;
let nth = 0;
beforeAll(async () => ({ web, close } = await openHouseWithPush()));
afterEach(async () => {
  sending.stop();
  service.mood = undefined;
  service.release();
  await service.until(() => service.inFlight === 0);
  expect([service.faults, web.trapped]).toEqual([[], 0]);
});
afterAll(() => close());

const TTL = { urgency: "normal", ttl: 60 } as const;

/** At a service of its own, of which the server knows nothing yet. */
function newDevice(): PushDevice {
  service = new PushService(web, `push${++nth}.example`);
  return service.device(push.publicKey());
}
const send = ({ subscription }: PushDevice, payload: object, how: Partial<sending.PushHow> = {}) =>
  sending.send(subscription, JSON.stringify({ type: "test", ...payload }), { ...TTL, ...how });
const many = (device: PushDevice, howMany: number, how: Partial<sending.PushHow> = {}) =>
  Array.from({ length: howMany }, (_, n) => send(device, { n }, how));
const counts = async (sent: Promise<string>[]) => {
  const all = Map.groupBy(await Promise.all(sent), (outcome) => outcome);
  return Object.fromEntries([...all].map(([outcome, { length }]) => [outcome, length]));
};

test("to all devices of a person, as they and their settings are found", async () => {
  const [ann] = await guests(1);
  const phone = await ann.again();
  const device = newDevice();
  const other = service.device(push.publicKey());
  await ann.call("PUT", "/api/push/subscriptions", device.subscription);
  await phone.call("PUT", "/api/push/subscriptions", other.subscription);
  await phone.call("PATCH", "/api/me/notifications", { hideContents: true });
  const settings = push.settingsOf([ann.id, "nobody"]);
  expect([settings.get(ann.id)?.hideContents, settings.get("nobody")?.hideContents]).toEqual([true, false]);
  const all: push.DeviceSubscription[] = push.subscriptionsOf([ann.id]);
  expect(all.map(({ endpoint }) => endpoint).toSorted()).toEqual(
    [device.endpoint, other.endpoint].toSorted(),
  );
  const how = { topic: "a".repeat(32), urgency: "high", ttl: 24 * 3600 } as const;
  const outcomes = all.map((to) => push.send(to, JSON.stringify({ type: "message", text: "감자 🥔" }), how));
  expect(await counts(outcomes)).toEqual({ sent: 2 });
  for (const one of [device, other])
    expect(one.pushed).toEqual([{ payload: { type: "message", text: "감자 🥔" }, ...how }]);
  service.forget(other);
  expect(
    await push.send(
      all.find(({ endpoint }) => endpoint === other.endpoint)!,
      "{}",
      how,
    ),
  ).toBe("gone");
  expect(push.subscriptionsOf([ann.id])).toHaveLength(1);
});

test("a subscription that was made anew is not removed with the one before", async () => {
  const [ann] = await guests(1);
  const device = newDevice();
  await ann.call("PUT", "/api/push/subscriptions", device.subscription);
  const [before] = push.subscriptionsOf([ann.id]);
  const { keys } = service.device(push.publicKey()).subscription;
  await ann.call("PUT", "/api/push/subscriptions", { endpoint: device.endpoint, keys });
  service.forget(device);
  expect(await push.send(before!, "{}", TTL)).toBe("gone");
  expect(push.subscriptionsOf([ann.id])).toMatchObject([{ auth: keys.auth }]);
});

test("twenty are in flight to a service that has not answered well yet, then more, and each arrives once", async () => {
  const device = newDevice();
  service.mood = "hang";
  const sent = many(device, 400);
  await service.until(() => service.inFlight === 20);
  expect([pushes.inFlight, pushes.waiting]).toEqual([20, 380]);
  service.release();
  await service.until(() => service.inFlight === 160);
  expect([pushes.inFlight, pushes.waiting]).toEqual([160, 220]);
  service.mood = undefined;
  service.release();
  expect(await counts(sent)).toEqual({ sent: 400 });
  expect(service.mostInFlight).toBe(160);
  const arrived = device.pushed.map(({ payload }) => (payload as { n: number }).n);
  expect(arrived.toSorted((a, b) => a - b)).toEqual(Array.from({ length: 400 }, (_, n) => n));
  // Signed once, for all of them.
  expect(service.authorizations.size).toBe(1);
  expect(pushes).toEqual({ inFlight: 0, waiting: 0 });
});

test("a service that answered well and hangs leaves some of the way to others", async () => {
  const device = newDevice();
  const hanging = service;
  expect(await send(device, {})).toBe("sent");
  // One is still under way, so that it stays known as good.
  hanging.mood = "hang";
  hanging.moods.push("hang", undefined);
  const stuck = many(device, 400);
  await hanging.until(() => hanging.inFlight === 160);
  const well = newDevice();
  expect(await counts(many(well, 50))).toEqual({ sent: 50 });
  expect([hanging.mostInFlight, pushes.inFlight]).toEqual([160, 160]);
  // In trouble again: it gets few at a time.
  hanging.moods.push(...Array.from({ length: 20 }, () => ({ status: 500 })));
  hanging.release(500);
  await hanging.until(() => hanging.inFlight > 0 && hanging.inFlight <= 20);
  sending.stop();
  expect((await counts(stuck))["failed"]).toBeGreaterThan(390);
});

test("where too many wait, the oldest fails", async () => {
  const device = newDevice();
  service.mood = "hang";
  const first = send(device, {});
  await service.until(() => service.inFlight === 1);
  const [second, ...others] = many(device, 20_025);
  expect(await Promise.any([first, ...others])).toBe("failed");
  expect(pushes).toEqual({ inFlight: 20, waiting: 20_000 });
  sending.stop();
  expect(await second).toBe("failed");
});

test("what takes too long is given up", async () => {
  const device = newDevice();
  service.mood = "hang";
  expect(await send(device, {}, { withinMs: 300 })).toBe("failed");
  await service.until(() => service.inFlight === 0);
  expect(service.mostInFlight).toBe(1);
});

test("a name that leads into a private network now, is not gone to", async () => {
  const device = newDevice();
  for (const address of ["10.0.0.1", "127.0.0.1", "169.254.169.254", "::1", "fd00::1"]) {
    web.addresses.set(service.host, [["93.184.216.34", address]]);
    expect(await send(device, {})).toBe("failed");
  }
  web.addresses.delete(service.host);
  expect([await send(device, {}), service.answered]).toEqual(["sent", [201]]);
});

test("a payload that no service takes fails", async () => {
  expect(await send(newDevice(), { text: "x".repeat(4096) })).toBe("failed");
  expect(service.answered).toEqual([413]);
});

describe("what an answer means", () => {
  const NOW = Date.parse("2026-11-30T12:00Z");
  const answers: [PushAnswer, "sent" | "gone" | "failed" | "again"][] = [
    ...[200, 201, 202].map((status) => [{ status }, "sent"] as [PushAnswer, "sent"]),
    ...[404, 410].map((status) => [{ status }, "gone"] as [PushAnswer, "gone"]),
    ...[301, 302, 307, 400, 401, 403, 413].map((status) => [{ status }, "failed"] as [PushAnswer, "failed"]),
    ...[429, 500, 502, 503].map((status) => [{ status }, "again"] as [PushAnswer, "again"]),
    [{ fault: "ECONNRESET" }, "again"],
  ];
  test.each(answers)("%j", (answer, expected) => {
    const judgement = judge(answer, 0, NOW);
    expect("outcome" in judgement ? judgement.outcome : "again").toBe(expected);
    expect(isBad(answer)).toBe(expected === "again");
  });

  const pauseOf = (answer: PushAnswer, after: number): number =>
    (judge(answer, after, NOW) as { againInMs: number }).againInMs;

  test("pauses get longer, up to a minute, and are not all alike", () => {
    for (const [after, longest] of [1000, 2000, 4000, 8000, 16_000, 32_000, 60_000, 60_000].entries()) {
      const pauses = Array.from({ length: 50 }, () => pauseOf({ status: 500 }, after));
      for (const pause of pauses) expect(pause).toBeWithin(longest / 2, longest + 1);
      expect(new Set(pauses).size).toBeGreaterThan(40);
    }
  });

  test.each<[string, number]>([
    ["120", 120_000],
    ["Mon, 30 Nov 2026 12:05:00 GMT", 300_000],
  ])("a service that says %s is left alone for so long", (retryAfter, ms) =>
    expect(pauseOf({ status: 429, retryAfter }, 0)).toBe(ms),
  );

  test.each(["0", "Mon, 30 Nov 2026 11:00:00 GMT", "soon", "-5", "1e9"])("%s is not a wait", (retryAfter) =>
    expect(pauseOf({ status: 503, retryAfter }, 0)).toBeWithin(500, 1001),
  );
});
