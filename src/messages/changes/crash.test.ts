import { afterAll, expect, test } from "bun:test";

import type { Message } from "../../protocol/message";
import type { Room } from "../../protocol/room";
import { Beholder } from "../../testing/fixtures/beholders";
import { dice } from "../../testing/fixtures/dice";
import { pages } from "../../testing/fixtures/settled";
import { type Guest, guests } from "../../testing/people/guests";
import { type Process, startProcess } from "../../testing/servers/processes";

// The server is killed at random moments while people change what they have said. 10 times here;
// `bun run campaign changed` does it 1,000 times, or as many as CRASHES says.
const CRASHES = Number(process.env["CRASHES"] ?? 10);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
// An access token lasts 15 minutes.
const NEWCOMERS_EVERY = 100;
const MESSAGES = 20;
// Changes each has under way.
const UNDER_WAY = 6;

/** What was answered: the message had this rev, and this text, unless it was changed again. */
type Acked = { seq: number; rev: number; text: string };

let server: Process;
afterAll(() => server.close());

test(
  `killed ${CRASHES} times at random moments: no change that was acked or shown is lost, revs have no gap (seed ${SEED})`,
  async () => {
    const random = dice(SEED);
    server = await startProcess();
    let total = 0;
    let world = await newWorld();
    for (let crash = 1; crash <= CRASHES; crash++) {
      if (crash % NEWCOMERS_EVERY === 0) world = await newWorld();
      const { viewers } = world;
      await Promise.all(viewers.map((viewer) => viewer.connect()));
      const read = new Map<number, number>();
      const acked = await changeUntilKilled(world, read, random);
      for (const viewer of viewers) viewer.cut();
      total += acked.length;
      server = await startProcess({}, server.dir);
      await check(world, acked, read);
    }
    console.log(`${CRASHES} crashes, ${total} changes acked`);
    expect(total).toBeGreaterThan(CRASHES);
  },
  60_000 + CRASHES * 3000,
);

type World = { room: Room; people: Guest[]; viewers: Beholder[] };

async function newWorld(): Promise<World> {
  const people = await guests(3);
  const room = await people[0].group("changed and killed", people.slice(1));
  for (let n = 0; n < MESSAGES; n++) await people[n % people.length]!.says(room, `no. ${n}`);
  return { room, people, viewers: people.map((guest) => new Beholder(guest, room)) };
}

async function changeUntilKilled(
  { people, room }: World,
  read: Map<number, number>,
  random: (below: number) => number,
): Promise<Acked[]> {
  const acked: Acked[] = [];
  const life = { isOver: false };
  const change = async (guest: Guest, own: number) => {
    while (!life.isOver) {
      const seq = 2 + own + people.length * random(Math.floor(MESSAGES / people.length));
      const path = `/api/rooms/${room.id}/messages/${seq}`;
      const { status, body } = await guest.call("PATCH", path, { text: `edited ${random(1e6)}` });
      expect(status).toBe(200);
      acked.push({ seq, rev: body.message.rev, text: body.message.text });
    }
  };
  // Whatever a page, or a list of changes, has shown of a message, by seq.
  const look = async (guest: Guest, path: string) => {
    while (!life.isOver)
      for (const { seq, rev = 0 } of (await guest.call("GET", path)).body.messages as Message[])
        read.set(seq, Math.max(rev, read.get(seq) ?? 0));
  };
  const looking = ["messages?limit=50", "changes?after=0"].map((what) =>
    look(people[0]!, `/api/rooms/${room.id}/${what}`),
  );
  const lanes = people.flatMap((guest, own) => Array.from({ length: UNDER_WAY }, () => change(guest, own)));
  // What is under way when the server dies has no answer.
  const ended = Promise.allSettled([...lanes, ...looking]);
  const wanted = 1 + random(150);
  while (acked.length < wanted) await new Promise(setImmediate);
  // Not always just after an answer.
  for (let turns = random(100); turns > 0; turns--) await new Promise(setImmediate);
  await server.kill("SIGKILL");
  life.isOver = true;
  await ended;
  return acked;
}

async function check(
  { room, people, viewers }: World,
  acked: Acked[],
  read: Map<number, number>,
): Promise<void> {
  const stored = await pages(people[0]!, room.id);
  const { rev } = (await people[0]!.call("GET", `/api/rooms/${room.id}`)).body.room;
  const now = (seq: number) => stored[seq - 1] as Message;
  for (const { seq, rev: known, text } of acked) {
    expect(now(seq).rev).toBeGreaterThanOrEqual(known);
    if (now(seq).rev === known) expect(now(seq).text).toBe(text);
  }
  const revs = stored.flatMap((message) => message.rev ?? []);
  expect([new Set(revs).size, Math.max(...revs)]).toEqual([revs.length, rev]);
  // The revs that were answered are 1 … n, but for those whose answer was lost.
  expect(new Set(acked.map((one) => one.rev)).size).toBe(acked.length);
  for (const [seq, known] of read) expect(now(seq).rev ?? 0).toBeGreaterThanOrEqual(known);
  for (const viewer of viewers) {
    // What was shown was stored before.
    for (const shown of viewer.view.messages.values())
      if (shown.kind !== "hidden") expect(now(shown.seq).rev ?? 0).toBeGreaterThanOrEqual(shown.rev ?? 0);
    await viewer.settled(stored.length, rev);
    expect(viewer.view.faults).toEqual([]);
    const texts = (all: Iterable<{ seq: number }>) =>
      [...all].toSorted((one, other) => one.seq - other.seq).map((one) => (one as Message).text);
    expect(texts(viewer.view.messages.values())).toEqual(texts(stored));
    viewer.cut();
  }
}
