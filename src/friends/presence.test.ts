import { afterAll, beforeAll, beforeEach, describe, expect, test } from "bun:test";

import type { Part } from "../../e2e/machines/part";
import { missing } from "../../e2e/machines/programs/missing";
import { redisServer, startRedis } from "../../e2e/machines/redis";
import type { MachineFact } from "../bus/facts";
import { type Bridge, connect } from "../bus/redis";
import * as feeds from "../feed/feed";
import { Company } from "../testing/people/company";
import { type Ear, type Guest, guests, house, type Line, openHouse, within } from "../testing/people/guests";
import { Reader } from "../testing/people/readers";
import * as presence from "./presence";

const noRedis = await missing([redisServer]);
if (noRedis) console.warn(`Skipped: ${noRedis}`);
const SECRET = "the secret of these machines, long enough";
let redis: Part | undefined;
beforeAll(async () => {
  redis = noRedis ? undefined : await startRedis();
  // Configured as one of several machines, for presence.
  await openHouse(redis && { REDIS_URL: redis.url, SINGLE: "1", JWT_SECRET: SECRET });
});
afterAll(async () => {
  await house.close();
  await redis?.close();
});

// The server also looks once a second by itself, between any two steps of a test. So a look ahead of the clock must not
// depend on an earlier one: a present user was last seen at some time between now and the furthest look so far.
const lookIn = (ms: number) => presence.look(performance.now() + ms);
const GRACE_MS = 10_000;
const SILENCE_MS = 15_000;
beforeEach(() => lookIn(0));

const befriend = (guest: Guest, { id }: Guest) => guest.call("PUT", `/api/friends/${id}`, {});
const unfriend = (guest: Guest, { id }: Guest) => guest.call("DELETE", `/api/friends/${id}`);
const block = (guest: Guest, { id }: Guest) => guest.call("PUT", `/api/blocks/${id}`);

/** The first two are mutual friends, the others have none. */
async function friends<const N extends number>(howMany: N) {
  const all = await guests(howMany);
  const [ann, bob] = all as unknown as [Guest, Guest];
  await befriend(ann, bob);
  await befriend(bob, ann);
  return all;
}

// Presence is published once a second, from a look once a second.
const TOLD_MS = 2000;
const comes = (ear: Ear, { id }: Guest, nth = 0) =>
  within(TOLD_MS, ear.hears("presence", nthWith(ear, "online", { id, nth })));
const goes = (ear: Ear, { id }: Guest, nth = 0) =>
  within(TOLD_MS, ear.hears("presence", nthWith(ear, "offline", { id, nth })));
const nthWith =
  (ear: Ear, list: "online" | "offline", { id, nth }: { id: string; nth: number }) =>
  (frame: any) =>
    frame === turnsOf(ear, id).filter((one) => one[list].includes(id))[nth];
/** Without the one by which a connection begins, where that says "offline": whoever is not online is so by then. */
const turnsOf = (ear: Ear, id: string): any[] => {
  const [first, ...later] = ear.all("presence").filter((one) => [...one.online, ...one.offline].includes(id));
  return first?.offline.includes(id) ? later : [first, ...later].filter(Boolean);
};

/** Also where the friend was online before: then the list says so, without a frame. */
const sees = async (guest: Guest, ear: Ear, friend: Guest) =>
  (await Company.of(guest, ear)).shows(friend, "online", TOLD_MS);

/** What all presence frames say about a user, in order. */
const statesOf = (ear: Ear, { id }: Guest): string[] =>
  turnsOf(ear, id).map(({ online }) => (online.includes(id) ? "online" : "offline"));
const listed = async (guest: Guest) =>
  (await guest.call("GET", "/api/friends")).body.friends.map(({ user, online }: any) => [user.id, online]);

async function gone(line: Line): Promise<void> {
  line.close();
  await line.closed;
}

describe("a friend who is there", () => {
  test("is known to me when they are mine and I am theirs, and to nobody else", async () => {
    const [ann, bob, cat, dan] = await friends(4);
    // One-sided: Bob is Cat's friend, and Dan is Bob's.
    await befriend(cat, bob);
    await befriend(bob, dan);
    const [mine, cats, dans] = [await ann.socket(), await cat.socket(), await dan.socket()];
    expect(await listed(ann)).toEqual([[bob.id, false]]);
    const line = await bob.socket();
    expect(await comes(mine, bob)).toEqual({ type: "presence", online: [bob.id], offline: [] });
    await sees(bob, line, ann);
    expect(await listed(ann)).toEqual([[bob.id, true]]);
    expect(await listed(cat)).toEqual([[bob.id, undefined]]);
    expect(new Set(await listed(bob))).toEqual(
      new Set([
        [ann.id, true],
        [dan.id, undefined],
      ]),
    );
    await Promise.all([cats, dans].map((one) => one.fence()));
    expect([cats, dans].flatMap((one) => one.all("presence"))).toEqual([]);
    expect(statesOf(line, dan)).toEqual([]);
  });

  test("goes ten seconds after their last socket, and not at all where they are back by then", async () => {
    const [ann, bob] = await friends(2);
    const mine = await ann.socket();
    const [phone, desk] = [await bob.socket(), await bob.socket()];
    await comes(mine, bob);
    await gone(phone);
    lookIn(GRACE_MS + 1);
    await gone(desk);
    lookIn(GRACE_MS - 2000);
    const back = await bob.socket();
    lookIn(GRACE_MS + 1);
    await mine.fence();
    expect(statesOf(mine, bob)).toEqual(["online"]);
    await gone(back);
    lookIn(2 * (GRACE_MS + 1));
    expect(await goes(mine, bob)).toEqual({ type: "presence", online: [], offline: [bob.id] });
    expect(await listed(ann)).toEqual([[bob.id, false]]);
  });

  test("is there by a feed, as long as it is read", async () => {
    const [ann, bob] = await friends(2);
    const mine = await Reader.open(ann);
    await mine.hears("welcome");
    const reader = await Reader.open(bob);
    await comes(mine, bob);
    const before = feeds.countRead();
    reader.close();
    while (feeds.countRead() === before) await new Promise(setImmediate);
    lookIn(GRACE_MS + 1);
    await goes(mine, bob);
    mine.close();
  });

  test("is told of once a second at most, however many come", async () => {
    const [ann, ...others] = await guests(12);
    for (const other of others) await Promise.all([befriend(ann, other), befriend(other, ann)]);
    const mine = await ann.socket();
    const began = performance.now();
    for (const other of others) await other.socket();
    await Promise.all(others.map((other) => comes(mine, other)));
    const seconds = (performance.now() - began) / 1000;
    expect(mine.all("presence").length).toBeWithin(1, Math.ceil(seconds) + 2);
  });
});

describe("who becomes, or is no longer, a friend of a friend", () => {
  test("is told of within a second: there when both are, gone when one is not", async () => {
    const [ann, bob] = await guests(2);
    const [mine, theirs] = [await ann.socket(), await bob.socket()];
    lookIn(0);
    await befriend(ann, bob);
    lookIn(0);
    await Promise.all([mine.fence(), theirs.fence()]);
    expect([...mine.all("presence"), ...theirs.all("presence")]).toEqual([]);
    await befriend(bob, ann);
    await Promise.all([comes(mine, bob), comes(theirs, ann)]);
    await unfriend(ann, bob);
    await Promise.all([goes(mine, bob), goes(theirs, ann)]);
    expect(await listed(bob)).toEqual([[ann.id, undefined]]);
  });

  test("and is blocked is gone for both, and stays so", async () => {
    const [ann, bob, cat] = await friends(3);
    await befriend(bob, cat);
    await befriend(cat, bob);
    const [mine, theirs] = [await ann.socket(), await bob.socket()];
    await Promise.all([comes(mine, bob), sees(bob, theirs, ann)]);
    await block(ann, bob);
    await Promise.all([goes(mine, bob), goes(theirs, ann)]);
    expect((await befriend(ann, bob)).status).toBe(409);
    await befriend(bob, ann);
    await gone(mine);
    lookIn(GRACE_MS + 1);
    const back = await ann.socket();
    lookIn(0);
    // A fence: a later frame arrives.
    await cat.socket();
    await comes(theirs, cat);
    await back.fence();
    expect(statesOf(theirs, ann).filter((state) => state === "offline")).toHaveLength(1);
    expect(statesOf(theirs, ann).at(-1)).toBe("offline");
    expect(back.all("presence")).toEqual([]);
  });
});

describe.skipIf(noRedis !== undefined)("on another machine", () => {
  let bridge: Bridge;
  const nothing = () => undefined;
  // For each machine announced here: its users, and the number of that state.
  const kept = new Map<string, { n: number; people: string[] }>();
  const all = (fact: MachineFact) => {
    const state = fact.type === "presence.ask" ? kept.get(fact.of) : undefined;
    if (fact.type === "presence.ask" && state)
      bridge.broadcast({ type: "presence.all", of: fact.of, ...state });
  };
  beforeAll(async () => {
    bridge = await connect(redis!.url, SECRET, { room: nothing, all, back: nothing, doubt: nothing });
  });
  afterAll(() => bridge.close());
  const idsOf = (people: Guest[]) => people.map(({ id }) => id);
  /** The users of a machine of this name, for when it is asked. */
  const keep = (of: string, n: number, people: Guest[]) => void kept.set(of, { n, people: idsOf(people) });
  const announce = (
    of: string,
    n: number,
    { came = [], went = [] }: { came?: Guest[]; went?: Guest[] } = {},
  ) => bridge.broadcast({ type: "presence", of, n, came: idsOf(came), went: idsOf(went) });

  test("a friend comes and goes as here, and is there while they are anywhere", async () => {
    const [ann, bob, cat] = await friends(3);
    await befriend(ann, cat);
    await befriend(cat, ann);
    const mine = await ann.socket();
    keep("one", 7, [bob]);
    announce("one", 7);
    await comes(mine, bob);
    const line = await bob.socket();
    lookIn(0);
    announce("one", 8, { came: [cat], went: [bob] });
    await comes(mine, cat);
    expect(statesOf(mine, bob)).toEqual(["online"]);
    await gone(line);
    lookIn(GRACE_MS + 1);
    await goes(mine, bob);
  });

  test("whose machine says goodbye is there for the grace, and then gone", async () => {
    const [ann, bob] = await friends(2);
    const mine = await ann.socket();
    keep("leaving", 1, [bob]);
    announce("leaving", 1);
    await comes(mine, bob);
    presence.onFact({ type: "presence.bye", of: "leaving" });
    lookIn(GRACE_MS - 1000);
    await mine.fence();
    expect(statesOf(mine, bob)).toEqual(["online"]);
    lookIn(GRACE_MS + 1);
    await goes(mine, bob);
  });

  test("all go with a machine that is not heard any more; of one that was not heard once, all are read", async () => {
    const [ann, bob] = await friends(2);
    const mine = await ann.socket();
    keep("two", 1, [bob]);
    announce("two", 1);
    await comes(mine, bob);
    lookIn(SILENCE_MS + 1);
    await goes(mine, bob);
    keep("two", 30, [bob]);
    announce("two", 30);
    await comes(mine, bob, 1);
    keep("two", 32, []);
    announce("two", 32);
    await goes(mine, bob, 1);
    // The next number in order is accepted directly.
    announce("two", 33, { came: [bob] });
    await comes(mine, bob, 2);
  });
});
