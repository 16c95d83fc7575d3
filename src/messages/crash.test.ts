import { afterAll, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { dice } from "../testing/fixtures/dice";
import { storedEntries } from "../testing/fixtures/settled";
import { type Entry, Follower } from "../testing/people/followers";
import { guests } from "../testing/people/guests";
import { type Process, startProcess } from "../testing/servers/processes";

// The server is killed at random moments, while six people talk in three rooms as fast as they are acked. 15 times
// here; `bun run campaign crash` does it 1,000 times, or as many as CRASHES says.
const CRASHES = Number(process.env["CRASHES"] ?? 15);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
// An access token lasts 15 minutes.
const SIGN_IN_EVERY = 100;
// Unacked messages each keeps under way.
const UNDER_WAY = 8;

let server: Process;
afterAll(() => server.close());

test(
  `killed ${CRASHES} times at random moments: nothing acked is lost, no hole, no double, back within a second (seed ${SEED})`,
  async () => {
    const random = dice(SEED);
    server = await startProcess();
    const people = await guests(6);
    const rooms = await Promise.all(
      [0, 1, 2].map((n) =>
        people[n]!.group(
          `crash ${n}`,
          people.filter((_, other) => other !== n),
        ),
      ),
    );
    const followers = people.map((guest) => new Follower(guest, rooms));
    const starts: number[] = [];
    // By room: up to where it has been looked at, so that the last look is no longer than the first.
    const checked = new Map<string, number>();
    for (let crash = 1; crash <= CRASHES; crash++) {
      if (crash % SIGN_IN_EVERY === 0) await Promise.all(followers.map(signInAgain));
      await Promise.all(followers.map((follower) => follower.connect()));
      await talkUntil(followers, rooms, 1 + random(400), random);
      await server.kill("SIGKILL");
      for (const follower of followers) follower.cut();
      server = await startProcess({}, server.dir);
      starts.push(server.startedIn);
      await check(followers, rooms, checked);
    }
    for (const follower of followers) follower.onAck = () => undefined;
    await settle(followers, rooms);
    const sent = followers.flatMap(({ acks }) => [...acks.keys()]);
    const kept = (await Promise.all(rooms.map(({ id }) => storedEntries(people[0], id)))).flat();
    expect(new Set(kept.map(({ clientId }) => clientId)).size).toBe(kept.length);
    expect(kept).toHaveLength(sent.length + rooms.length);
    const [median, worst] = [starts.toSorted((a, b) => a - b)[starts.length >> 1]!, Math.max(...starts)];
    console.log(
      `${CRASHES} crashes, ${sent.length} acked; listening again after ${Math.round(median)} ms (median), ${Math.round(worst)} at worst`,
    );
    expect(median).toBeLessThan(1000);
  },
  4000 * CRASHES + 60_000,
);

async function signInAgain(follower: Follower): Promise<void> {
  follower.guest.token = (await follower.guest.again()).token;
}

/** Everyone keeps some messages under way; resolves at the ack that was hit upon. */
function talkUntil(
  followers: Follower[],
  rooms: Room[],
  acks: number,
  random: (n: number) => number,
): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  let left = acks;
  for (const follower of followers) {
    const talk = () => void follower.say(rooms[random(rooms.length)]!.id, "감자".repeat(1 + random(50)));
    follower.onAck = () => {
      if (--left === 0) resolve();
      if (left > 0) talk();
    };
    for (let n = 0; n < UNDER_WAY; n++) talk();
  }
  return promise;
}

/** Each room goes on 1, 2, 3 …, and what was acked, or heard by anyone, is in it, where it was said to be. */
async function check(
  followers: Follower[],
  rooms: Room[],
  checked = new Map<string, number>(),
): Promise<void> {
  for (const { id } of rooms) {
    const from = checked.get(id) ?? 0;
    const kept = await storedEntries(followers[0]!.guest, id, from);
    expect(kept.map(({ seq }) => seq)).toEqual(kept.map((_, index) => from + index + 1));
    const isLost = ({ seq, clientId }: Entry) => seq > from && kept[seq - from - 1]?.clientId !== clientId;
    for (const { acks, views, faults } of followers) {
      expect(faults).toEqual([]);
      expect([...acks.values()].filter((ack) => ack.roomId === id && isLost(ack))).toEqual([]);
      expect(views.get(id)!.entries.filter(isLost)).toEqual([]);
    }
    checked.set(id, from + kept.length);
  }
}

async function settle(followers: Follower[], rooms: Room[]): Promise<void> {
  const heads = new Map<string, number>();
  await Promise.all(followers.map((follower) => follower.settled(heads)));
  for (const { id } of rooms) heads.set(id, (await storedEntries(followers[0]!.guest, id)).length);
  await Promise.all(followers.map((follower) => follower.settled(heads)));
  await check(followers, rooms);
}
