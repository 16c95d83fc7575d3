import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, type Line, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const read = (guest: Guest, room: Room, seq: number) =>
  guest.call("PUT", `/api/rooms/${room.id}/reading`, { seq });
/** Resolves once this many have not read the newest. */
const tells = (line: Line, n: number) => line.hears("room.unread", ({ steps }) => steps.at(-1)[1] === n);

test("above two hundred who watch it is told once a second", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("crowd", [bob, cat]);
  await Promise.all(Array.from({ length: 40 }, (_, n) => ann.says(room, `${n}`)));
  const lines: Line[] = [];
  for (let n = 0; n < 70; n++) lines.push(...(await Promise.all([ann, bob, cat].map((one) => one.socket()))));
  for (const line of lines) line.say({ type: "watch", roomId: room.id });
  await Promise.all(lines.map((line) => line.hears("room.unread")));
  const mine = lines[0]!;
  const before = mine.all("room.unread").length;
  // From before the first is told to after the last is heard: however late either comes here, no less lies between.
  const began = performance.now();
  const receivedCount = () => mine.all("room.unread").length - before;
  for (let seq = 1; seq <= 3; seq++) {
    await read(bob, room, seq);
    await mine.hears("room.unread", () => receivedCount() >= seq);
  }
  expect((performance.now() - began) / 1000).toBeGreaterThan(2);
  for (let seq = 4; seq <= 41; seq++) await Promise.all([bob, cat].map((one) => read(one, room, seq)));
  await Promise.all(lines.map((line) => tells(line, 0)));
  const seconds = (performance.now() - began) / 1000;
  expect(receivedCount()).toBeLessThanOrEqual(Math.ceil(seconds) + 1);
}, 30_000);
