import { afterAll, beforeAll, expect, test } from "bun:test";

import { type Guest, guests, house, openHouse } from "../../src/testing/people/guests";
import { raw } from "./open";

// Every statement that accounts are asked while people do what people do, seen where drizzle hands it to SQLite.
const asked = new Set<string>();

beforeAll(async () => {
  await openHouse();
  const file = raw();
  const prepare = file.prepare.bind(file);
  file.prepare = (sql: string) => {
    asked.add(sql);
    return prepare(sql) as never;
  };
});
afterAll(() => house.close());

// A list that a question is given is its own to walk through.
const isScan = (detail: string) => detail.startsWith("SCAN") && !detail.startsWith("SCAN json_each ");

function scansOf(sql: string): string[] {
  const plan = raw().query<{ detail: string }, null[]>(`EXPLAIN QUERY PLAN ${sql}`);
  const values = Array.from({ length: sql.split("?").length - 1 }, () => null);
  return plan.all(...values).flatMap(({ detail }) => (isScan(detail) ? `${detail}: ${sql}` : []));
}

test("nothing that rooms, members, messages, blocks and sessions ask of accounts scans a table", async () => {
  const [ann, bob, cat] = await guests(3);
  await liveInAGroup(ann, bob, cat);
  await liveInADirect(ann, bob);
  await signOut(cat);
  const touched = ["users", "sessions", "friends", "blocks", "rooms", "members", "changes"];
  for (const table of touched) expect([...asked].some((sql) => sql.includes(`from "${table}"`))).toBe(true);
  expect([...asked].flatMap(scansOf)).toEqual([]);
});

test("a statement that scans is noticed", () => {
  expect(scansOf(`select "id" from "users" where "intro" = ?`)).toHaveLength(1);
});

async function liveInAGroup(ann: Guest, bob: Guest, cat: Guest): Promise<void> {
  const room = await ann.group("감자", [bob], "public");
  const path = `/api/rooms/${room.id}`;
  await cat.call("PUT", `${path}/members/me`, {});
  await ann.call("PUT", `${path}/members/${bob.id}`, { role: "admin" });
  await ann.call("PATCH", path, { title: "고구마" });
  await ann.call("PATCH", `${path}/me`, { favourite: true });
  await bob.says(room, "hi", { mentions: [cat.id] });
  await cat.call("GET", `${path}/members`);
  await cat.history(room);
  await bob.call("DELETE", `${path}/members/${cat.id}`);
  await ann.call("POST", `${path}/members`, { userIds: [cat.id] });
  await ann.call("DELETE", `${path}/members/me`);
}

async function liveInADirect(ann: Guest, bob: Guest): Promise<void> {
  const line = await bob.socket();
  await ann.call("GET", "/api/rooms");
  const room = await ann.direct(bob);
  await ann.says(room, "hi");
  await line.hears("message.new", ({ message }) => message.roomId === room.id);
  await ann.call("PUT", `/api/friends/${bob.id}`, { favourite: true });
  await bob.call("GET", "/api/friends");
  await bob.call("PUT", `/api/blocks/${ann.id}`);
  await bob.call("GET", "/api/blocks");
  await ann.says(room, "hello?");
  await bob.call("DELETE", `/api/blocks/${ann.id}`);
  await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
}

async function signOut(cat: Guest): Promise<void> {
  await cat.call("POST", "/api/sessions/refresh", { refreshToken: cat.refreshToken });
  await cat.call("GET", "/api/sessions");
  await cat.call("DELETE", "/api/sessions/current");
}
