import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import { consume, forgive, spend } from "../capacity/limits";
import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

const DAY_S = 24 * 3600;
const QUOTA = 50_000_000;
const TOO_MUCH = "You have written as much as anyone may in a day.";
const CLIENT_ID = 36;

let [ann, bob, cat]: [Guest, Guest, Guest] = [] as never;
let room: Room;

beforeAll(async () => {
  await openHouse({ LIMITS: "default" });
  [ann, bob, cat] = await guests(3);
});
beforeEach(async () => {
  for (const limit of ["stored", "messages", "changes"] as const) forgive(limit, ann.id);
  room = await ann.group("quota", [bob]);
  forgive("messages", ann.id);
});
afterAll(() => house.close());

describe("what someone has stored in a day", () => {
  // The room's own first message counts, too.
  const leave = (bytes: number) => {
    forgive("stored", ann.id);
    spend("stored", ann.id, QUOTA - bytes);
  };

  test("is counted in bytes, as it is stored: what fits goes out, one byte more is refused with when, and why", async () => {
    const text = "감자".repeat(10);
    leave(2 * (text.length * 3 + CLIENT_ID) - 1);
    expect((await ann.says(room, text)).status).toBe(201);
    const { status, body, headers } = await ann.says(room, text);
    expect([status, body.code, body.detail]).toEqual([429, "rate-limited", TOO_MUCH]);
    expect(Number(headers.get("retry-after"))).toBeWithin(DAY_S - 60, DAY_S + 1);
    // What was refused cost nothing, and was not stored.
    expect((await ann.says(room, text.slice(0, -1))).status).toBe(201);
    expect((await ann.history(room)).head).toBe(3);
    expect((await ann.says(room, "x")).status).toBe(429);
    expect((await bob.says(room, text)).status).toBe(201);
  });

  test("says so on the socket; what is stored already is acked all the same, and costs nothing", async () => {
    const line = await ann.socket();
    const send = (clientId: string) =>
      line.say({ type: "message.send", roomId: room.id, clientId, text: "x".repeat(1000) });
    leave(1100);
    send("the-first-one");
    await line.hears("message.sent");
    send("the-second-one");
    const refused = await line.hears("refused");
    expect(refused).toMatchObject({ ref: "the-second-one", code: "rate-limited", detail: TOO_MUCH });
    expect(refused.retryAfterMs).toBeWithin((DAY_S - 60) * 1000, DAY_S * 1000 + 1);
    for (let times = 0; times < 5; times++) send("the-first-one");
    await line.fence();
    expect(line.all("message.sent").map(({ seq }) => seq)).toEqual(Array(6).fill(2));
    send("x".repeat(8));
    await line.hears("refused", ({ ref }) => ref === "x".repeat(8));
    expect((await ann.says(room, "x".repeat(50))).status).toBe(201);
  });

  test("holds mentions, and what is told of what they do to rooms", async () => {
    leave(1000);
    expect((await ann.says(room, "x", { mentions: [bob.id, ann.id] })).status).toBe(201);
    leave(1 + CLIENT_ID + 2 * 36 - 1);
    expect((await ann.says(room, "x", { mentions: [bob.id, ann.id] })).status).toBe(429);
    leave(0);
    const rename = await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "another" });
    expect([rename.status, rename.body.detail]).toEqual([429, TOO_MUCH]);
    leave(50);
    expect((await ann.call("PATCH", `/api/rooms/${room.id}`, { title: "another" })).status).toBe(200);
    expect((await ann.says(room, "x")).status).toBe(429);
  });
});

describe("what a room is told of counts as something said", () => {
  const acts: [string, () => [string, string, object?]][] = [
    ["a rename", () => ["PATCH", `/api/rooms/${room.id}`, { title: "other" }]],
    ["a topic", () => ["PATCH", `/api/rooms/${room.id}`, { topic: "other" }]],
    ["an invitation", () => ["PUT", `/api/rooms/${room.id}/members/${cat.id}`, {}]],
    ["invitations", () => ["POST", `/api/rooms/${room.id}/members`, { userIds: [cat.id] }]],
    ["a role", () => ["PUT", `/api/rooms/${room.id}/members/${bob.id}`, { role: "admin" }]],
    ["a removal", () => ["DELETE", `/api/rooms/${room.id}/members/${bob.id}`]],
    ["leaving", () => ["DELETE", `/api/rooms/${room.id}/members/me`]],
    ["a new group", () => ["POST", "/api/rooms", { kind: "group", title: "x", memberIds: [bob.id, cat.id] }]],
  ];
  test.each(acts)("%s is one", async (_, act) => {
    consume("messages", ann.id, 99);
    expect((await ann.call(...act())).status).toBeOneOf([200, 201, 204]);
    for (const { status, body, headers } of [await ann.call(...act()), await ann.says(room, "x")]) {
      expect([status, body.code]).toEqual([429, "rate-limited"]);
      expect(Number(headers.get("retry-after"))).toBeWithin(1, 11);
    }
  });
});

test("friends, blocks and how one keeps a room are changed a thousand times an hour at most", async () => {
  consume("changes", ann.id, 996);
  const path = `/api/friends/${bob.id}`;
  const answers = [
    await ann.call("PUT", path, { favourite: true }),
    await ann.call("DELETE", path),
    await ann.call("PATCH", `/api/rooms/${room.id}/me`, { favourite: true }),
    await ann.call("PATCH", "/api/me", { intro: "hi" }),
  ];
  expect(answers.map(({ status }) => status)).toEqual([204, 204, 200, 200]);
  for (const method of ["PUT", "DELETE"] as const) {
    expect((await ann.call(method, path, method === "PUT" ? {} : undefined)).status).toBe(429);
    expect((await ann.call(method, `/api/blocks/${bob.id}`)).status).toBe(429);
  }
});
