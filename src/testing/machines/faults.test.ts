import { afterEach, expect, test } from "bun:test";

import { type Leak, startLeak } from "../../../e2e/machines/faults/leak";
import { Machine } from "../../../e2e/machines/machine";
import type { Message } from "../../protocol/message";
import type { Room } from "../../protocol/room";
import { Beheld, comparable } from "../fixtures/beholders";
import { Changer, Outcome } from "../fixtures/changers";
import { dice } from "../fixtures/dice";
import { allSettled, pages } from "../fixtures/settled";
import { Follower } from "../people/followers";
import { type Guest, guests, house, useHouse, within } from "../people/guests";
import { openRig, rig } from "../servers/rigs";
import { scrape, valueOf } from "../servers/scraped";

// Everyone chats on two machines, and changes what was said, while everything between and behind them fails. A few rounds here;
// `bun run campaign machines` runs 100.
const ROUNDS = Number(process.env["ROUNDS"] ?? 4);
const SEED = Number(process.env["SEED"] ?? Date.now() % 1e9);
const PEOPLE = 8;
const SAID_A_ROUND = 5;
// By each, three times a round. FerretDB scans everything for nearly every query: beside other work it cannot apply them in time.
const stores = [
  { store: "FerretDB", isLight: false, changed: Number(process.env["CHANGED"] ?? 0) },
  { store: "what stands in for MongoDB", isLight: true, changed: 6 },
];
// Only a failure waits so long.
const PATIENCE_MS = 60_000;
const EMOJI = ["👍", "❤️", "😂"];
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

type Crowd = {
  followers: Follower[];
  rooms: Room[];
  /** How many changes each makes at a time. */
  changed: number;
  changers: Changer[];
  outcome: Outcome;
  /** What each shows, by person and room. */
  shown: Beheld[][];
};

async function crowd(changed: number): Promise<Crowd> {
  const people = await guests(PEOPLE);
  const rooms = [
    await people[0].group("하나", people.slice(1)),
    await people[1].group("둘", [people[0], ...people.slice(2)]),
  ];
  const followers = people.map((guest) => new Follower(guest, rooms, true));
  const outcome = new Outcome();
  const changers = followers.map(
    ({ guest, views }) => new Changer(guest, outcome, (id, seq) => seq <= views.get(id)!.entries.length),
  );
  const shown = people.map((guest) => rooms.map(({ id }) => new Beheld(guest, id)));
  for (const [who, one] of followers.entries())
    one.onFrame = (frame, link) => shown[who]!.forEach((room) => room.receive(frame, link));
  await Promise.all(followers.map((follower) => follower.connect()));
  return { followers, rooms, changed, changers, outcome, shown };
}

function talk({ followers, rooms, changed, changers, shown }: Crowd, random: Random): void {
  for (const [who, follower] of followers.entries()) {
    for (let n = 0; n < SAID_A_ROUND; n++)
      follower.say(rooms[random(rooms.length)]!.id, "감자".repeat(1 + random(20)));
    for (let n = 0; n < changed; n++) {
      const nth = random(rooms.length);
      // The first room is owned by the first person, the second by the second.
      change(changers[who]!, shown[who]![nth]!, { random, isOwner: who === nth });
    }
  }
}

/** Something new, which may not be there yet, or one's own. */
function change(
  changer: Changer,
  { roomId, messages }: Beheld,
  { random, isOwner }: { random: Random; isOwner: boolean },
): void {
  const own = [...messages.values()]
    .filter((one) => one.kind === "text" && one.authorId === changer.guest.id)
    .slice(-12);
  const any = { roomId, seq: Math.max(1, messages.size + 2 - random(40)) };
  const mine = { roomId, seq: own[random(own.length)]?.seq ?? any.seq };
  const roll = random(20);
  if (roll < 9) changer.ask({ kind: "edit", ...mine, text: `edit ${random(1e6)}` });
  else if (roll < 10) changer.ask({ kind: "remove", ...mine });
  else if (isOwner && roll < 13) changer.ask({ kind: "pin", ...any, isOn: random(3) > 0 });
  else changer.ask({ kind: "react", ...any, emoji: EMOJI[random(3)]!, isOn: random(3) > 0 });
}

/** Every change that was answered is there, and everyone shows what is there; returns how many there are. */
async function allShown({ rooms, changers, outcome, shown }: Crowd): Promise<number> {
  await Promise.all(changers.map((changer) => changer.settled()));
  let changed = 0;
  for (const [nth, { id }] of rooms.entries()) {
    const { guest } = changers[0]!;
    const stored = await pages(guest, id);
    const { rev } = (await guest.call("GET", `/api/rooms/${id}`)).body.room;
    expect(outcome.faults(stored, rev, changers[nth]!.guest.id)).toEqual([]);
    expect(await changedIn(guest, id)).toEqual(
      stored.flatMap((message) => message.rev ?? []).toSorted((one, other) => one - other),
    );
    const due = stored.map(comparable);
    for (const { [nth]: room } of shown) {
      await room!.settled(stored.length, rev);
      expect(room!.faults).toEqual([]);
      expect(room!.shownAs()).toEqual(due);
    }
    changed += rev;
  }
  return changed;
}

const stateOf = ({ changers, shown }: Crowd): string =>
  JSON.stringify({
    unanswered: changers.map(({ underWay }) => underWay),
    shown: shown.map((rooms) => rooms.map(({ state }) => state)),
  });

/** The revs of all messages that were changed, as whoever was always away fetches them. */
async function changedIn(guest: Guest, roomId: string): Promise<number[]> {
  const revs: number[] = [];
  for (let [after, more] = [0, true]; more;) {
    const { body } = await guest.call("GET", `/api/rooms/${roomId}/changes?after=${after}&limit=200`);
    revs.push(...body.messages.map((message: Message) => message.rev));
    ({ rev: after, more } = body);
  }
  return revs;
}

test.each(stores)(
  `${ROUNDS} rounds of cut sockets, a machine killed, Redis killed, MongoDB stopped: received = acked everywhere, changed = answered, on $store (seed ${SEED})`,
  async ({ isLight, changed: changedByEach }) => {
    const random = dice(SEED);
    let [acked, refusals, answered, changed] = [0, 0, 0, 0];
    for (let done = 0; done < ROUNDS; done += ROUNDS_A_RIG) {
      await openRig({ isLight });
      const everyone = await crowd(changedByEach);
      const { followers, outcome } = everyone;
      const revs = await live(everyone, Math.min(ROUNDS_A_RIG, ROUNDS - done), random);
      await rig.close();
      answered += outcome.answers;
      changed += revs;
      acked += followers.reduce((sum, { acks }) => sum + acks.size, 0);
      refusals += followers.reduce((sum, one) => sum + one.refusals, 0);
    }
    console.log(
      `${ROUNDS} rounds, ${acked} acked, ${refusals} refused for the moment and said again, ${answered} changes answered, ${changed} revs`,
    );
  },
  60_000 + ROUNDS * 30_000,
);

/** Returns how many changes there are in the end. */
async function live(everyone: Crowd, rounds: number, random: Random): Promise<number> {
  const { followers, rooms } = everyone;
  const [, second] = rig.machines;
  const faults = [
    async () => followers.filter(() => random(2) === 0).forEach((follower) => follower.cut()),
    async () => {
      await rig.redis.kill();
      talk(everyone, random);
      await rig.redis.start();
    },
    async () => {
      await rig.mongo.part!.stop();
      talk(everyone, random);
      await Bun.sleep(random(4000));
      rig.mongo.part!.cont();
    },
    async () => {
      await second!.kill();
      talk(everyone, random);
      await second!.start();
    },
  ];
  let revs = 0;
  for (let round = 0; round < rounds; round++) {
    talk(everyone, random);
    await faults[round % faults.length]!();
    talk(everyone, random);
    await within(PATIENCE_MS, allSettled(followers, rooms));
    revs = await within(PATIENCE_MS, allShown(everyone)).catch((error: unknown) => {
      throw new Error(stateOf(everyone), { cause: error });
    });
  }
  return revs;
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
