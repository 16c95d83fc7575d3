import { afterAll, beforeAll, expect, test } from "bun:test";

import { dice } from "../testing/fixtures/dice";
import { storedEntries } from "../testing/fixtures/settled";
import { Follower } from "../testing/people/followers";
import { type Guest, guests } from "../testing/people/guests";
import { type Process, startProcess } from "../testing/servers/processes";

// A hundred sockets that lose their connection repeatedly while everyone sends: three rounds here. `bun run campaign cuts`
// runs 200 sockets for five minutes, each cut about every two seconds.
const PEOPLE = Number(process.env["PEOPLE"] ?? 100);
const IN_A_ROOM = 20;
const ROUNDS = Number(process.env["ROUNDS"] ?? 3);
const ROUND_MS = Number(process.env["ROUND_MS"] ?? 0);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const SAID_A_ROUND = 5;

let server: Process;
beforeAll(async () => void (server = await startProcess()));
afterAll(() => server.close());

test(
  `${PEOPLE} sockets cut ${ROUNDS} times while all send: everyone has received what was acked (seed ${SEED})`,
  async () => {
    const random = dice(SEED);
    const people = await crowd();
    const everywhere = await people[0]!.group("all", people.slice(1));
    const followers: Follower[] = [];
    for (let from = 0; from < PEOPLE; from += IN_A_ROOM) {
      const some = people.slice(from, from + IN_A_ROOM);
      const room = await some[0]!.group(`from ${from}`, some.slice(1));
      followers.push(...some.map((guest) => new Follower(guest, [everywhere, room])));
    }
    for (let round = 0; round < ROUNDS; round++) {
      const begun = performance.now();
      await Promise.all(followers.map((follower) => talkAndBeCut(follower, random)));
      await Bun.sleep(Math.max(0, begun + ROUND_MS - performance.now()));
    }

    const heads = new Map<string, number>();
    await Promise.all(followers.map((follower) => follower.settled(heads)));
    for (const { guest, views } of followers)
      for (const id of views.keys())
        if (!heads.has(id)) heads.set(id, (await storedEntries(guest, id)).length);
    await Promise.all(followers.map((follower) => follower.settled(heads)));
    const acked = followers.flatMap(({ acks }) => [...acks.values()]);
    expect(acked).toHaveLength(PEOPLE * ROUNDS * SAID_A_ROUND);
    for (const { views, faults } of followers) {
      expect(faults).toEqual([]);
      for (const [id, { entries }] of views) {
        // The first message is the system message about the room's creation.
        const sent = acked.filter(({ roomId }) => roomId === id).toSorted((a, b) => a.seq - b.seq);
        expect(entries.slice(1)).toEqual(sent.map(({ seq, clientId }) => ({ seq, clientId })));
      }
    }
    const holes = followers.reduce((sum, one) => sum + one.holes, 0);
    console.log(
      `${PEOPLE * ROUNDS} cuts, ${acked.length} acked, ${holes} times something was missed and fetched`,
    );
  },
  60_000 + ROUNDS * (ROUND_MS + 5000),
);

test("who slept through 5,000 messages ends complete", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("sleep", [bob]);
  const [awake, asleep] = [new Follower(ann, [room]), new Follower(bob, [room])];
  await Promise.all([awake.connect(), asleep.connect()]);
  asleep.cut();
  for (let n = 1; n <= 5000; n++) {
    awake.say(room.id, `${n}`);
    if (n % 1000 === 0) await awake.settled(new Map());
  }
  await asleep.settled(new Map([[room.id, 5001]]));
  expect(asleep.faults).toEqual([]);
  expect(asleep.views.get(room.id)!.entries).toEqual(await storedEntries(ann, room.id));
}, 30_000);

/** Sends some messages, loses the connection at a random moment between their acks, and reconnects. */
async function talkAndBeCut(follower: Follower, random: (n: number) => number): Promise<void> {
  if (!follower.isHere) await follower.connect();
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = random(SAID_A_ROUND);
  follower.onAck = () => left-- === 0 && resolve();
  const rooms = [...follower.views.keys()];
  for (let n = 0; n < SAID_A_ROUND; n++) follower.say(rooms[random(rooms.length)]!, `${n}`);
  await promise;
  follower.onAck = () => undefined;
  follower.cut();
  await follower.connect();
}

// So many argon2id hashes take ten seconds of a core. They sign up in batches that fit the server's queue.
async function crowd(): Promise<Guest[]> {
  const all: Guest[] = [];
  while (all.length < PEOPLE) all.push(...(await guests(Math.min(20, PEOPLE - all.length))));
  return all;
}
