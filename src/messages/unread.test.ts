import { afterAll, beforeAll, expect, test } from "bun:test";
import { readFileSync } from "node:fs";

import type { Message } from "../protocol/message";
import type { Room } from "../protocol/room";
import { type Guest, guests, within } from "../testing/people/guests";
import { type Process, startProcess } from "../testing/servers/processes";
import { Raw } from "../testing/wire/raw";

// Pages are as long as an answer may be, and answers that nobody reads cost little. `bun run campaign unread` leaves 150.
const UNREAD = Number(process.env["UNREAD"] ?? 40);
// In code points; in UTF-8 each message has 20 kB.
const LONG = "🥔".repeat(5000);
const COUNT = 200;
const MB = 1024 * 1024;

let server: Process;
let ann: Guest;
let bob: Guest;
let room: Room;
beforeAll(async () => {
  server = await startProcess();
  [ann, bob] = await guests(2);
  room = await ann.group("long", [bob]);
  await Promise.all(Array.from({ length: COUNT }, () => ann.says(room, LONG)));
}, 30_000);
afterAll(() => server.close());

type Page = { messages: Message[]; head: number; more: { before: boolean; after: boolean } };
const seqs = ({ messages }: Page) => messages.map(({ seq }) => seq);
const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, nth) => from + nth);
const rss = () =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${server.pid}/status`, "utf8"))?.[1]) * 1024;

test("a page holds no more than an answer may, from where it was asked for, and says that there is more", async () => {
  const head = COUNT + 1;
  for (const query of ["?limit=200", "?after=0&limit=200", `?around=${head >> 1}&limit=200`]) {
    const page: Page = await ann.history(room, query);
    const [first, last] = [seqs(page)[0]!, seqs(page).at(-1)!];
    expect(seqs(page)).toEqual(range(first, last));
    expect(page.messages.length).toBeWithin(40, 60);
    expect(page.more).toEqual({ before: first > 1, after: last < head });
    if (query.includes("after")) expect(first).toBe(1);
    else if (query.includes("around")) expect(Math.abs(first + last - (head & ~1))).toBeLessThan(4);
    else expect(last).toBe(head);
  }
});

test("page by page all of it comes, forwards and backwards", async () => {
  const forwards: number[] = [];
  for (let more = true; more;) {
    const page: Page = await ann.history(room, `?after=${forwards.at(-1) ?? 0}&limit=200`);
    forwards.push(...seqs(page));
    more = page.more.after;
  }
  expect(forwards).toEqual(range(1, COUNT + 1));
  const backwards: number[] = [];
  for (let more = true; more;) {
    const before = backwards[0] === undefined ? "" : `before=${backwards[0]}&`;
    const page: Page = await ann.history(room, `?${before}limit=200`);
    backwards.unshift(...seqs(page));
    more = page.more.before;
  }
  expect(backwards).toEqual(range(1, COUNT + 1));
});

test("answers that one person leaves unread are few; others are served, and so are they once they read", async () => {
  const before = rss();
  const line = `GET /api/rooms/${room.id}/messages?limit=200`;
  const raws = await Promise.all(
    Array.from({ length: UNREAD }, async () => {
      const raw = await Raw.request(line, { Authorization: `Bearer ${ann.token}` });
      raw.stopReading();
      return raw;
    }),
  );
  // All of them have been asked before this one, and more than once each has had its turn.
  for (let nth = 0; nth < 3; nth++) await bob.history(room, "?limit=200");
  const most = rss() - before;
  console.log(`${UNREAD} unread: + ${Math.round(most / MB)} MB`);
  expect(most).toBeLessThan(100 * MB);
  expect((await bob.history(room, "?limit=200")).messages.length).toBeGreaterThan(40);
  for (const raw of raws) raw.close();
  // The server learns of each end in its own time.
  const readable = async () => {
    while ((await ann.call("GET", `/api/rooms/${room.id}/messages?limit=200`)).status !== 200) continue;
  };
  await within(3000, readable());
}, 40_000);
