import { expect, test } from "bun:test";

import type { Message } from "../../protocol/message";
import type { Room } from "../../protocol/room";
import { Beholder } from "../../testing/fixtures/beholders";
import { dice } from "../../testing/fixtures/dice";
import { pages } from "../../testing/fixtures/settled";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

// Whatever people change, in whatever order, while links are cut and the server restarts: once all is quiet, everyone shows
// what the server has, byte for byte, and every change that was acked is in it. Some thousand steps here;
// `bun run campaign changes` takes a million, or as many as STEPS says.
const STEPS = Number(process.env["STEPS"] ?? 3000);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const PEOPLE = 4;
// Steps in one room: all of it is compared.
const A_LIFE = 1000;
// Requests under way.
const UNDER_WAY = 40;
const EMOJI = ["👍", "❤️", "😂"];
const isAlone = process.env["PROFILE"] !== "machines";

const below = dice(SEED);
const random = (): number => below(1e6) / 1e6;
const total = { steps: 0, messages: 0, changes: 0, refused: 0, restarts: 0, fetched: 0 };

test(
  `${STEPS} steps of people who edit, delete, react and pin, are cut, and of a server that restarts (seed ${SEED})`,
  async () => {
    await openHouse();
    try {
      for (let people: Guest[] = []; total.steps < STEPS;) {
        // Tokens last fifteen minutes.
        if (total.steps % (10 * A_LIFE) === 0) people = await guests(PEOPLE);
        await live(people);
      }
    } finally {
      await house.close();
    }
    console.log(
      `seed ${SEED}: ${Object.entries(total)
        .map(([name, count]) => `${count} ${name}`)
        .join(", ")}`,
    );
    expect(total.changes).toBeGreaterThan(STEPS / 10);
  },
  60_000 + 30 * STEPS,
);

/** What the server has answered of a change: the message had this rev, at least. */
type Acked = { seq: number; rev: number };

async function live(people: Guest[]): Promise<void> {
  const room = await people[0]!.group("changes", people.slice(1));
  const viewers = people.map((guest) => new Beholder(guest, room));
  const acked: Acked[] = [];
  let calls: Promise<void>[] = [];
  let said = 1;
  for (let n = 0; n < A_LIFE; n++) {
    const viewer = viewers[below(PEOPLE)]!;
    const roll = random();
    if (roll < 0.02) viewer.cut();
    else if (roll < 0.05) await (viewer.isHere ? undefined : viewer.connect());
    else if (roll < 0.052 && isAlone) {
      await Promise.all(calls.splice(0));
      await restart();
    } else if (roll < 0.3) calls.push(say(viewer.guest, room, `no. ${++said}`));
    else calls.push(change(viewer.guest, room, { seq: 2 + below(said), acked }));
    if (calls.length >= UNDER_WAY) {
      await Promise.all(calls);
      calls = [];
    }
  }
  await Promise.all(calls);
  total.steps += A_LIFE;
  await compare(room, viewers, acked);
}

async function say(guest: Guest, room: Room, text: string): Promise<void> {
  expect((await guest.says(room, text)).status).toBe(201);
}

async function change(
  guest: Guest,
  room: Room,
  { seq, acked }: { seq: number; acked: Acked[] },
): Promise<void> {
  const at = `/api/rooms/${room.id}/messages/${seq}`;
  const emoji = encodeURIComponent(EMOJI[below(EMOJI.length)]!);
  const kinds = [
    ["PATCH", at, { text: `edited ${below(1e6)}` }],
    ["PUT", `${at}/reactions/${emoji}`],
    ["PUT", `${at}/reactions/${emoji}`],
    ["DELETE", `${at}/reactions/${emoji}`],
    ["PUT", `/api/rooms/${room.id}/pins/${seq}`],
    ["DELETE", `/api/rooms/${room.id}/pins/${seq}`],
    ["DELETE", at],
  ] as const;
  // Deletions are rare, so that something is left to be changed.
  const [method, path, body] = kinds[below(random() < 0.9 ? 6 : 7)]!;
  const { status, body: answer } = await guest.call(method, path, body);
  // Somebody else's, not there yet, or deleted already; fifty pins.
  expect([200, 204, 403, 404, 409]).toContain(status);
  if (status >= 400) total.refused++;
  else if (method === "PATCH") acked.push({ seq, rev: answer.message.rev ?? 0 });
}

async function restart(): Promise<void> {
  const { dir } = house;
  await house.stop();
  await openHouse({}, dir);
  total.restarts++;
}

async function compare(room: Room, viewers: Beholder[], acked: Acked[]): Promise<void> {
  const reader = viewers[0]!.guest;
  const stored = await pages(reader, room.id);
  const { rev } = (await reader.call("GET", `/api/rooms/${room.id}`)).body.room;
  total.messages += stored.length;
  total.changes += rev;
  const revs = stored.map((message: Message) => message.rev ?? 0);
  expect(Math.max(...revs)).toBe(rev);
  expect(new Set(revs.filter((one) => one > 0)).size).toBe(revs.filter((one) => one > 0).length);
  for (const { seq, rev: known } of acked) expect(revs[seq - 1]).toBeGreaterThanOrEqual(known);
  for (const viewer of viewers) {
    await viewer.settled(stored.length, rev);
    expect(viewer.faults).toEqual([]);
    const own = [...viewer.messages.values()].toSorted((one, other) => one.seq - other.seq);
    expect(own.map(comparable)).toEqual(stored.map(comparable));
    total.fetched += viewer.fetched;
    viewer.cut();
  }
}

/** Without what differs by viewer, or is told by other frames. */
function comparable(message: { kind: string; [field: string]: any }) {
  const { unread: _unread, reactions = [], ...same } = message;
  return { ...same, reactions: reactions.map(({ emoji, count }: any) => [emoji, count]) };
}
