import { afterAll, beforeAll, expect, test } from "bun:test";

import * as crowds from "../../db/accounts/crowd";
import { cached } from "../../db/history/cached";
import { type History, history, useHistory } from "../../db/history/history";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

// What it costs the store when everyone comes back in the same moment and asks for what they missed.

const ROOMS = 3;
const DEVICES = 15;
const MISSED = 40;
let people: Guest[];
let rooms: string[];

beforeAll(async () => {
  await openHouse();
  people = await guests(6);
  rooms = crowds.groups(
    people.map(({ id }) => id),
    ROOMS,
  );
});
afterAll(() => house.close());

/**
 * Counts what is asked of history from now on, by room. Nothing of it is held yet, and each answer takes a turn of the
 * loop, in which others ask the same.
 */
function countReads(): Record<string, number> {
  const reads: Record<string, number> = {};
  const store = history;
  const count = async (question: string, roomId: string) => {
    reads[`${question} ${roomId}`] = (reads[`${question} ${roomId}`] ?? 0) + 1;
    await new Promise(setImmediate);
  };
  const counted: History = {
    ...store,
    page: (roomId, page) => count("page", roomId).then(() => store.page(roomId, page)),
    find: (roomId, seqs) => count("find", roomId).then(() => store.find(roomId, seqs)),
    head: (roomId) => count("head", roomId).then(() => store.head(roomId)),
    cursors: (roomId) => count("cursors", roomId).then(() => store.cursors(roomId)),
  };
  useHistory(cached(counted));
  return reads;
}

/** What a device that has heard the first message fetches of all its rooms, once its welcome says that there is more. */
async function catchesUp(guest: Guest): Promise<Record<string, string[]>> {
  const line = await guest.socket();
  const { rooms: heads } = await line.hears<{ rooms: [string, number][] }>("welcome");
  line.close();
  const behind = heads.filter(([, head]) => head > 1);
  const pages = behind.map(async ([id]) => {
    const { messages } = await guest.history({ id }, `?after=1&limit=200`);
    return [id, messages.map(({ text }: { text: string }) => text)] as const;
  });
  return Object.fromEntries(await Promise.all(pages));
}

test("all who come back at once after a restart cost one read of each room, and each has all that they missed", async () => {
  const [ann] = people as [Guest];
  const missed = Array.from({ length: MISSED }, (_, n) => `${n}`);
  for (const room of rooms)
    for (const text of ["heard", ...missed])
      await ann.call("POST", `/api/rooms/${room}/messages`, { clientId: crypto.randomUUID(), text });
  await house.stop();
  await openHouse({}, house.dir);
  const reads = countReads();
  const devices = people.flatMap((guest) => Array.from({ length: DEVICES }, () => guest));
  const all = await Promise.all(devices.map((guest) => catchesUp(guest)));
  const whole = Object.fromEntries(rooms.map((id) => [id, missed]));
  expect(all).toEqual(devices.map(() => whole));
  const once = rooms.flatMap((id) => [`page ${id}`, `cursors ${id}`]);
  expect(reads).toEqual(Object.fromEntries(once.map((read) => [read, 1])));
}, 20_000);
