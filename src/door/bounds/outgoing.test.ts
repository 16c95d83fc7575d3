import { afterAll, beforeAll, expect, test } from "bun:test";

import { createApp } from "../../app";
import type { Room } from "../../protocol/room";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";
import { underWay } from "./outgoing";

// Without a network, so that only this test reads from a response.

let ann: Guest;
let bob: Guest;
let room: Room;
const app = createApp();
beforeAll(async () => {
  await openHouse();
  [ann, bob] = await guests(2);
  room = await ann.group("long", [bob]);
  await Promise.all(Array.from({ length: 60 }, () => ann.says(room, "🥔".repeat(5000))));
}, 20_000);
afterAll(() => house.close());

const page = ({ token }: Guest) =>
  app.handle(
    new Request(`http://house/api/rooms/${room.id}/messages?limit=200`, {
      headers: { authorization: `Bearer ${token}` },
    }),
  );

test("each may leave four megabytes unread, and no more until some of it is read or given up", async () => {
  const answers: Response[] = [];
  for (let last = 200; last === 200;) {
    const answer = await page(ann);
    last = answer.status;
    if (last === 200) answers.push(answer);
    else expect([last, ((await answer.json()) as { code: string }).code]).toEqual([429, "rate-limited"]);
  }
  expect(answers.length).toBe(4);
  expect(underWay()).toBeWithin(4_000_000, 4 * 1024 * 1024 + 1);
  const others = await page(bob);
  expect(((await others.json()) as { messages: unknown[] }).messages.length).toBeGreaterThan(40);
  const [read, left, cut] = answers as [Response, Response, Response];
  expect(((await read.json()) as { head: number }).head).toBe(61);
  expect((await page(ann)).status).toBe(200);
  await left.body?.cancel();
  expect((await page(ann)).status).toBe(200);
  const reader = cut.body!.getReader();
  expect((await reader.read()).value?.length).toBe(64 * 1024);
  expect((await page(ann)).status).toBe(429);
  await reader.cancel();
  expect((await page(ann)).status).toBe(200);
});
