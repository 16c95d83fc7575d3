import { afterAll, beforeAll, beforeEach, expect, test } from "bun:test";

import type { Room } from "../../src/protocol/room";
import { type Guest, guests, house, type Line, openHouse } from "../../src/testing/people/guests";
import { raw } from "./open";

// Whatever changes nothing writes nothing down: no row for the machines to follow, no frame, no system message.

let [ann, bob, cat]: [Guest, Guest, Guest] = [] as never;
let room: Room;
let direct: Room;

beforeAll(async () => {
  await openHouse();
  [ann, bob, cat] = await guests(3);
});
beforeEach(async () => {
  room = await ann.group("감자", [bob], "public");
  direct = await ann.direct(bob);
  await bob.says(direct, "hi");
});
afterAll(() => house.close());

const rows = () => raw().query("SELECT id, change FROM changes ORDER BY id").all();
/** Pages that were written since the file was opened. */
const written = () => raw().query<{ n: number }, []>("SELECT total_changes() AS n").get()!.n;
const at = (path: string) => path.replace(":room", room.id).replace(":direct", direct.id);

const quiet = { from: "22:00", to: "07:00", timeZone: "Asia/Seoul", days: [0, 6] };
// The keys of RFC 8291's example.
const subscription = {
  endpoint: "https://push.example/one",
  keys: {
    p256dh: "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    auth: "BTBZMqHH6r4Tts7J_aSIgg",
  },
};

const acts: [string, () => [string, string, object?]][] = [
  ["a friend, as one is", () => ["PUT", `/api/friends/${cat.id}`, {}]],
  ["a friend, as favourite", () => ["PUT", `/api/friends/${cat.id}`, { favourite: true }]],
  ["a friend's alias", () => ["PUT", `/api/friends/${cat.id}`, { alias: "막내" }]],
  ["no friend", () => ["DELETE", `/api/friends/${bob.id}`]],
  ["a block", () => ["PUT", `/api/blocks/${cat.id}`]],
  ["no block", () => ["DELETE", `/api/blocks/${cat.id}`]],
  ["a title", () => ["PATCH", at("/api/rooms/:room"), { title: "고구마" }]],
  [
    "all settings",
    () => ["PATCH", at("/api/rooms/:room"), { topic: "x", visibility: "public", readCounts: false }],
  ],
  ["how I keep it", () => ["PATCH", at("/api/rooms/:room/me"), { notify: "none", favourite: true }]],
  [
    "how long I keep it so",
    () => ["PATCH", at("/api/rooms/:room/me"), { notify: "none", notifyUntil: 4_000_000_000_000 }],
  ],
  ["notifications", () => ["PATCH", "/api/me/notifications", { quiet, keywords: ["감자"] }]],
  ["a subscription", () => ["PUT", "/api/push/subscriptions", subscription]],
  ["no subscription", () => ["DELETE", "/api/push/subscriptions", { endpoint: "https://push.example/none" }]],
  ["a mark", () => ["PATCH", at("/api/rooms/:room/me"), { markedUnread: true }]],
  ["no mark", () => ["PATCH", at("/api/rooms/:room/me"), { markedUnread: false }]],
  ["nothing at all", () => ["PATCH", at("/api/rooms/:room/me"), {}]],
  ["an invitation", () => ["PUT", at(`/api/rooms/:room/members/${cat.id}`), {}]],
  ["invitations", () => ["POST", at("/api/rooms/:room/members"), { userIds: [bob.id] }]],
  ["a role", () => ["PUT", at(`/api/rooms/:room/members/${bob.id}`), { role: "admin" }]],
  ["a join", () => ["PUT", at("/api/rooms/:room/members/me"), {}]],
  ["a 1:1", () => ["POST", "/api/rooms", { kind: "direct", userId: bob.id }]],
  ["a 1:1 that is left", () => ["DELETE", at("/api/rooms/:direct/members/me")]],
  ["my face", () => ["PATCH", "/api/me", { intro: "hello", status: "here" }]],
  ["no picture", () => ["DELETE", "/api/me/avatar"]],
  ["no picture of a room", () => ["DELETE", at("/api/rooms/:room/image")]],
];

test.each(acts)("%s, a second time", async (_, act) => {
  const [method, path, body] = act();
  const before = (await ann.call(method, path, body)).status;
  const lines = await Promise.all([ann.socket(), bob.socket()]);
  const [there, count] = [rows(), written()];
  const head = (await ann.history(room)).head;
  for (let times = 0; times < 2; times++) {
    const { status } = await ann.call(method, path, body);
    expect(status).toBe(before === 201 ? 200 : before);
  }
  expect(before).toBeOneOf([200, 201, 204]);
  expect(rows()).toEqual(there);
  expect(written()).toBe(count);
  await Promise.all(lines.map((line: Line) => line.fence()));
  for (const line of lines) expect(line.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
  expect((await ann.history(room)).head).toBe(head);
  for (const line of lines) line.close();
});

test("two who give the same role at once write it down once", async () => {
  const role = () => ann.call("PUT", at(`/api/rooms/:room/members/${bob.id}`), { role: "admin" });
  const before = rows().length;
  await Promise.all(Array.from({ length: 10 }, role));
  expect(rows()).toHaveLength(before + 1);
  expect((await ann.history(room)).head).toBe(2);
});
