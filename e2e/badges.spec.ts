// One person in three browsers with three tabs each, while others write and lines are cut: every badge of every tab says what
// the server says. One seed here; `bun run campaign badges` has twenty, of three minutes each.
import { expect } from "playwright/test";

import { across, type Person, test } from "./people";
import { type Account, account, by, group, type Made, readsAll, roomsOf, say } from "./rest";
import { Badges, type Shown } from "./trouble/badges";
import { Line } from "./trouble/line";

const SEEDS = Number(process.env.SEEDS ?? 1);
const SEED = Number(process.env.SEED ?? Date.now() % 1e9);
const SECONDS = Number(process.env.SECONDS ?? 10);
const BROWSERS = 3;
const TABS = 3;
// How many things happen between two quiet points.
const AT_ONCE = 8;
// Promised, in ms, from when the server has the last number and every tab is connected.
const SHOWN_WITHIN = 300;
// In ms: whoever has a room open reads what comes there a moment later.
const STILL = 900;

for (let nth = 0; nth < SEEDS; nth++) {
  test(
    `${BROWSERS * TABS} tabs of one person, through reads, marks and cuts: all badges are the server's, ${nth + 1} of ${SEEDS}`,
    across,
    async ({ people, again, tabOf, server }) => {
      test.setTimeout(120_000 + SECONDS * 2000);
      const world = await opened({ people, again, tabOf, url: server.url });
      const seed = SEED + nth;
      console.log(`SEED=${seed}`);
      const random = dice(seed);
      const until = Date.now() + SECONDS * 1000;
      let happened = 0;
      do {
        for (let step = 0; step < AT_ONCE; step++, happened++) await happen(world, random);
        await expectAllEqual(world);
      } while (Date.now() < until);
      console.log(`${happened} things happened`);
      await Promise.all(world.lines.map((line) => line.end()));
    },
  );
}

interface World {
  me: Account;
  bob: Account;
  rooms: Made[];
  lines: Line[];
  tabs: { person: Person; badges: Badges }[];
}

type Fixtures = {
  people: (count: 1) => Promise<[Person]>;
  again: (person: Person, password: string) => Promise<Person>;
  tabOf: (person: Person) => Promise<Person>;
  url: string;
};

async function opened({ people, again, tabOf, url }: Fixtures): Promise<World> {
  const [first] = await people(1);
  const [me, bob] = (await Promise.all(["test1", "test2"].map((name) => account(url, name)))) as [
    Account,
    Account,
  ];
  await readsAll(me);
  const rooms: Made[] = [];
  for (const name of ["One", "Two", "Three", "Four", "Five"])
    rooms.push(await group(bob, `Badges ${name}`, [me]));
  const lines = await Promise.all(Array.from({ length: BROWSERS }, () => Line.to(url)));
  const browsers = [first, await again(first, "1234"), await again(first, "1234")];
  const tabs: World["tabs"] = [];
  for (const [nth, person] of browsers.entries()) {
    await person.comesBy(lines[nth]!);
    const all = [person];
    while (all.length < TABS) all.push(await tabOf(person));
    for (const tab of all) {
      const badges = await Badges.over(tab.page);
      await tab.page.goto(`${lines[nth]!.url}/rooms`);
      await expect(linkTo(tab, rooms[0]!)).toBeVisible();
      tabs.push({ person: tab, badges });
    }
  }
  return { me, bob, rooms, lines, tabs };
}

/** One thing, by chance. */
async function happen(
  { me, bob, rooms, lines, tabs }: World,
  random: (below: number) => number,
): Promise<void> {
  const room = rooms[random(rooms.length)]!;
  const line = lines[random(lines.length)]!;
  const { page } = tabs[random(tabs.length)]!.person;
  const keep = (own: object) => by(me, "PATCH", `/api/rooms/${room.id}/me`, own);
  const link = linkTo({ page }, room);
  switch (random(10)) {
    case 0:
    case 1:
      await say(
        bob,
        room,
        Array.from({ length: 1 + random(3) }, (_, nth) => `potato ${nth}`),
      );
      return;
    case 2:
      await mention(bob, room, me);
      return;
    case 3:
    case 4:
      // Opened and left again at once, or not.
      await link.click();
      if (random(2) === 0) await page.goto(`${new URL(page.url()).origin}/friends`);
      if (new URL(page.url()).pathname !== "/rooms") await page.locator('.tab[href="/rooms"]').click();
      return;
    case 5:
      await keep({ markedUnread: random(2) === 0 });
      return;
    case 6:
      await keep({ notify: (["all", "mentions", "none"] as const)[random(3)]! });
      return;
    case 7:
      line.drop();
      return;
    default:
      await line.cut();
      // Settings alone move no head: nothing but the welcome says what they are.
      if (random(2) === 0) await say(bob, room, ["while you were away"]);
      else await keep({ markedUnread: random(2) === 0, notify: random(2) === 0 ? "none" : "all" });
      await line.mend();
  }
}

// Of several seeds on one server, the rooms have the same names.
const linkTo = ({ page }: Pick<Person, "page">, room: Made) =>
  page.locator(`.rooms a.room[href="/rooms/${room.id}"]`);

async function mention(author: Account, room: Made, whom: Account): Promise<void> {
  const body = { clientId: crypto.randomUUID(), text: `<@${whom.id}> hi`, mentions: [whom.id] };
  await by(author, "POST", `/api/rooms/${room.id}/messages`, body);
}

/** Once all is quiet: everything shows what the server says, and has done so since a moment after it was so. */
async function expectAllEqual({ me, tabs }: World): Promise<void> {
  await expect.poll(() => tabs.every(({ badges }) => badges.isLive)).toBe(true);
  const { rooms, since } = await settled(me);
  const quietAt = Math.max(since, ...tabs.map(({ badges }) => badges.welcomedAt));
  for (const { badges } of tabs) {
    // Some rooms of the demo are further down than what a list shows at first.
    await expect
      .poll(async () => differing((await badges.read()).shown, rooms), { timeout: 5000 })
      .toEqual([]);
    const { changedAt } = await badges.read();
    expect(changedAt - quietAt).toBeLessThan(SHOWN_WITHIN);
  }
}

interface Own {
  id: string;
  me: { unread: number; markedUnread: boolean; notify: string; mention: number | null; cursor: number };
}

/** The server's numbers, once they stay as they are, and since when they have been so. */
async function settled(me: Account): Promise<{ rooms: Own[]; since: number }> {
  let [rooms, since] = [await ownRooms(me), Date.now()];
  while (Date.now() - since < STILL) {
    const now = await ownRooms(me);
    if (JSON.stringify(now) !== JSON.stringify(rooms)) [rooms, since] = [now, Date.now()];
  }
  return { rooms, since };
}

async function ownRooms(me: Account): Promise<Own[]> {
  return (await roomsOf<Own>(me))
    .map(({ id, me: { unread, markedUnread, notify, mention: at, cursor } }) => ({
      id,
      me: { unread, markedUnread, notify, mention: at, cursor },
    }))
    .toSorted((one, other) => (one.id < other.id ? -1 : 1));
}

/** Each badge that is not what the server says: which, what it shows, what it should. */
function differing({ title, tab, icon, rooms: shown }: Shown, rooms: Own[]): unknown[] {
  const total = rooms
    .filter(({ me }) => me.notify !== "none")
    .reduce((sum, { me }) => sum + Math.max(me.unread, me.markedUnread ? 1 : 0), 0);
  const wanted: [string, unknown, unknown][] = [
    ["title", title, total],
    ["tab", tab, total === 0 ? "" : String(total)],
    ["icon", icon, total],
  ];
  for (const { id, me } of rooms) if (id in shown) wanted.push([id, shown[id], badgeOf(me)]);
  return wanted.filter(([, now, should]) => now !== should);
}

function badgeOf({ unread, markedUnread, mention: at, cursor }: Own["me"]): string {
  if (unread === 0) return markedUnread ? "dot" : "";
  return `${(at ?? 0) > cursor ? "@ " : ""}${unread}`;
}

/** The next number below `n` of the seed's sequence: mulberry32. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
  };
}
