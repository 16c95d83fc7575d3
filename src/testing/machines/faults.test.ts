import { afterEach, expect, test } from "bun:test";

import { type Leak, startLeak } from "../../../e2e/machines/faults/leak";
import { Machine } from "../../../e2e/machines/machine";
import type { Room } from "../../protocol/room";
import { dice } from "../fixtures/dice";
import { allSettled } from "../fixtures/settled";
import { Follower } from "../people/followers";
import { guests, house, useHouse } from "../people/guests";
import { openRig, rig } from "../servers/rigs";
import { scrape, valueOf } from "../servers/scraped";

// Everyone chats on two machines while everything between and behind them fails. A few rounds here;
// `bun run campaign machines` runs 100.
const ROUNDS = Number(process.env["ROUNDS"] ?? 4);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const PEOPLE = 8;
const SAID_A_ROUND = 5;
// To a machine that receives only two thirds of them.
const MESSAGES = 90;
// Then new users on new machines: FerretDB scans everything for nearly every query.
const ROUNDS_A_RIG = 16;

let leak: Leak | undefined;
afterEach(async () => {
  await rig.close();
  leak?.close();
});

type Random = ReturnType<typeof dice>;

async function crowd(): Promise<{ followers: Follower[]; rooms: Room[] }> {
  const people = await guests(PEOPLE);
  const rooms = [
    await people[0].group("하나", people.slice(1)),
    await people[1].group("둘", [people[0], ...people.slice(2)]),
  ];
  const followers = people.map((guest) => new Follower(guest, rooms, true));
  await Promise.all(followers.map((follower) => follower.connect()));
  return { followers, rooms };
}

function talk(followers: Follower[], rooms: Room[], random: Random): void {
  for (const follower of followers)
    for (let n = 0; n < SAID_A_ROUND; n++)
      follower.say(rooms[random(rooms.length)]!.id, "감자".repeat(1 + random(20)));
}

test(
  `${ROUNDS} rounds of cut sockets, a machine killed, Redis killed, MongoDB stopped: received = acked everywhere (seed ${SEED})`,
  async () => {
    const random = dice(SEED);
    let [acked, refusals] = [0, 0];
    for (let done = 0; done < ROUNDS; done += ROUNDS_A_RIG) {
      await openRig();
      const followers = await live(Math.min(ROUNDS_A_RIG, ROUNDS - done), random);
      await rig.close();
      acked += followers.reduce((sum, { acks }) => sum + acks.size, 0);
      refusals += followers.reduce((sum, one) => sum + one.refusals, 0);
    }
    console.log(`${ROUNDS} rounds, ${acked} acked, ${refusals} refused for the moment and said again`);
  },
  60_000 + ROUNDS * 30_000,
);

async function live(rounds: number, random: Random): Promise<Follower[]> {
  const { followers, rooms } = await crowd();
  const [, second] = rig.machines;
  const faults = [
    async () => followers.filter(() => random(2) === 0).forEach((follower) => follower.cut()),
    async () => {
      await rig.redis.kill();
      talk(followers, rooms, random);
      await rig.redis.start();
    },
    async () => {
      await rig.mongo.part!.stop();
      talk(followers, rooms, random);
      await Bun.sleep(random(4000));
      rig.mongo.part!.cont();
    },
    async () => {
      await second!.kill();
      talk(followers, rooms, random);
      await second!.start();
    },
  ];
  for (let round = 0; round < rounds; round++) {
    talk(followers, rooms, random);
    await faults[round % faults.length]!();
    talk(followers, rooms, random);
    await allSettled(followers, rooms);
  }
  return followers;
}

test(`what Redis loses is read from history and counted: as many holes as were made (seed ${SEED})`, async () => {
  await openRig({ machines: 1 });
  leak = startLeak(rig.redis.url, dice(SEED));
  const env = { ...rig.shared, REDIS_URL: leak.url, METRICS_PORT: "0" };
  const deaf = new Machine({ name: "deaf", dir: rig.dir, env });
  await deaf.start();
  const [ann, bob] = await guests(2);
  const room = await ann.group("귀", [bob]);
  const [speaker, listener] = [new Follower(ann, [room]), new Follower(bob, [room])];
  await speaker.connect();
  useHouse({ ...house, url: deaf.url });
  await listener.connect();
  await listener.settled(new Map([[room.id, 1]]));
  const { holes } = listener;
  leak.lose(3);
  for (let n = 1; n <= MESSAGES; n++) {
    speaker.say(room.id, `${n}`);
    if (n % 10 === 0) await speaker.settled(new Map());
  }
  const heads = new Map([[room.id, MESSAGES + 1]]);
  await Promise.all([listener.settled(heads), speaker.settled(heads)]);
  // All messages arrived by the socket, in order: nothing had to be fetched.
  expect([...listener.faults, ...speaker.faults, listener.holes]).toEqual([holes]);
  const measured = await scrape(deaf.metricsUrl);
  await deaf.close();
  expect(leak.lost()).toBeGreaterThan(0);
  expect(valueOf(measured, "potato_holes_total")).toBe(leak.lost());
}, 60_000);
