import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { type Guest, guests } from "../testing/people/guests";
import { type PushDevice, openHouseWithPush, type PushHouse } from "../testing/servers/pushes";

// The server and its devices, with a push service between them; on one machine, and on several.

let web: PushHouse["web"];
let service: PushHouse["service"];
let close: PushHouse["close"];
beforeAll(async () => ({ web, service, close } = await openHouseWithPush()));
beforeEach(() => {
  service.mood = undefined;
  service.moods.length = 0;
});
afterAll(async () => {
  await close();
  expect([service.faults, web.trapped]).toEqual([[], 0]);
});

const PATH = "/api/push/subscriptions";
const put = (guest: Guest, device: PushDevice) => guest.call("PUT", PATH, device.subscription);
const tried = async (guest: Guest) => (await guest.call("POST", "/api/push/test")).body.outcome;

async function deviceOf(guest: Guest): Promise<PushDevice> {
  const device = service.device((await guest.call("GET", "/api/push")).body.publicKey);
  expect((await put(guest, device)).status).toBe(204);
  return device;
}

test("a test reaches this session's device, and no other", async () => {
  const [ann] = await guests(1);
  const phone = await ann.again();
  expect(await tried(ann)).toBe("none");
  const [here, there] = [await deviceOf(ann), await deviceOf(phone)];
  const before = Date.now();
  expect(await tried(ann)).toBe("sent");
  const { payload, ...head } = here.pushed[0]!;
  const { type, at } = payload as { type: string; at: number };
  expect(type).toBe("test");
  expect(at).toBeWithin(before, Date.now() + 1);
  expect(head).toEqual({ topic: undefined, urgency: "high", ttl: 60 });
  expect([here.pushed.length, there.pushed.length]).toEqual([1, 0]);
});

test("a session has one subscription, and a device one session", async () => {
  const [ann, bob] = await guests(2);
  const first = await deviceOf(ann);
  const second = await deviceOf(ann);
  expect(await tried(ann)).toBe("sent");
  expect([first.pushed.length, second.pushed.length]).toEqual([0, 1]);
  // Bob signs in on the same device.
  expect((await put(bob, second)).status).toBe(204);
  expect([await tried(ann), await tried(bob)]).toEqual(["none", "sent"]);
});

test("who unsubscribes gets nothing more; nobody unsubscribes another", async () => {
  const [ann, bob] = await guests(2);
  const device = await deviceOf(ann);
  const { endpoint } = device;
  expect((await bob.call("DELETE", PATH, { endpoint })).status).toBe(204);
  expect(await tried(ann)).toBe("sent");
  for (let times = 0; times < 2; times++)
    expect((await ann.call("DELETE", PATH, { endpoint })).status).toBe(204);
  expect(await tried(ann)).toBe("none");
});

test("a device that has ended it is asked no more", async () => {
  for (const status of [404, 410]) {
    const [ann] = await guests(1);
    const device = await deviceOf(ann);
    service.moods.push({ status });
    expect([await tried(ann), await tried(ann)]).toEqual(["gone", "none"]);
    // It subscribes anew.
    await put(ann, device);
    expect(await tried(ann)).toBe("sent");
  }
});

test.each([301, 307, 400, 403, 413])("%i: it fails, and is not tried again", async (status) => {
  const [ann] = await guests(1);
  await deviceOf(ann);
  const headers = { location: "https://elsewhere.example/" };
  const count = service.answered.length;
  service.moods.push({ status, headers });
  expect(await tried(ann)).toBe("failed");
  expect(service.answered.slice(count)).toEqual([status]);
  expect(web.asked.filter((one) => one.startsWith("elsewhere"))).toEqual([]);
  expect(await tried(ann)).toBe("sent");
});

test("a service in trouble is asked again", async () => {
  const [ann] = await guests(1);
  const device = await deviceOf(ann);
  for (const mood of [{ status: 503 }, { status: 429, headers: { "retry-after": "1" } }]) {
    service.moods.push(mood);
    expect(await tried(ann)).toBe("sent");
  }
  expect(device.pushed).toHaveLength(2);
});

describe("with the session ends the subscription", () => {
  // What would reach the device is what another session of the same person sends, so the endpoint is put there.
  const ends: [string, (ann: Guest, other: Guest) => Promise<unknown>][] = [
    ["sign-out", (ann) => ann.call("DELETE", "/api/sessions/current")],
    ["everywhere", (_, other) => other.call("DELETE", "/api/sessions")],
    [
      "a new password",
      (_, other) =>
        other.call("PUT", "/api/me/password", { current: "hot-potato-soup", next: "cold-potato-soup" }),
    ],
    ["the account", (ann) => ann.call("DELETE", "/api/me", { password: "hot-potato-soup" })],
  ];
  test.each(ends)("%s", async (_, end) => {
    const [ann, bob] = await guests(2);
    const other = await ann.again();
    const device = await deviceOf(ann);
    expect((await end(ann, other)) as { status: number }).toMatchObject({ status: 204 });
    // The endpoint is free for another one, and its former session cannot be asked any more.
    expect((await ann.call("POST", "/api/push/test")).status).toBe(401);
    expect((await put(bob, device)).status).toBe(204);
    expect([await tried(bob), device.pushed.length]).toEqual(["sent", 1]);
  });
});

const device = () => service.device("unused").subscription;
const { endpoint, keys } = { endpoint: "https://push.example/one", keys: () => device().keys };
const badPoint = () => {
  const point = Buffer.from(keys().p256dh, "base64url");
  point[64]! ^= 1;
  return point.toString("base64url");
};
const refused: [string, () => object][] = [
  ...[
    "http://push.example/one",
    "https://user@push.example/one",
    "https://user:secret@push.example/one",
    "https://push.example:8443/one",
    "https://push.example:22/",
    "https://localhost/one",
    "https://push.localhost/",
    "https://push/",
    "https://printer.local/",
    "https://metadata.google.internal/",
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://0.0.0.0/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://169.254.169.254/latest/meta-data",
    "https://100.64.0.1/",
    "https://192.0.2.1/",
    "https://198.18.0.1/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://168.63.129.16/",
    "https://[::]/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "https://[fc00::1]/",
    "https://[fe80::1]/",
    "https://[ff02::1]/",
    "ftp://push.example/",
    "javascript:alert(1)",
    "//push.example/one",
    "push.example",
    "",
    `https://push.example/${"x".repeat(2048)}`,
  ].map((wrong): [string, () => object] => [wrong.slice(0, 60), () => ({ endpoint: wrong, keys: keys() })]),
  ["a point beside the curve", () => ({ endpoint, keys: { ...keys(), p256dh: badPoint() } })],
  ["no point", () => ({ endpoint, keys: { ...keys(), p256dh: "A".repeat(87) } })],
  ["half a point", () => ({ endpoint, keys: { ...keys(), p256dh: keys().p256dh.slice(0, 44) } })],
  ["15 bytes", () => ({ endpoint, keys: { ...keys(), auth: keys().auth.slice(0, 20) } })],
  ["17 bytes", () => ({ endpoint, keys: { ...keys(), auth: `${keys().auth}A` } })],
  ["no keys", () => ({ endpoint })],
];
test.each(refused)("%s is refused", async (_, body) => {
  const [ann] = await guests(1);
  expect((await ann.call("PUT", PATH, body())).status).toBe(422);
  expect(await tried(ann)).toBe("none");
});

test("nothing that anyone can read has an endpoint or a key", async () => {
  const [ann] = await guests(1);
  const { subscription } = await deviceOf(ann);
  const paths = ["/api/push", "/api/sessions", "/api/me", "/api/me/notifications", "/api/rooms"];
  const all = await Promise.all(paths.map((path) => ann.call("GET", path)));
  const text = JSON.stringify(all.map(({ body }) => body));
  for (const secret of [subscription.endpoint, ...Object.values(subscription.keys)])
    expect(text).not.toContain(secret);
});
