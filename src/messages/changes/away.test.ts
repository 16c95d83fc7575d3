import { afterAll, beforeAll, expect, test } from "bun:test";

import type { Room } from "../../protocol/room";
import { Beholder, comparable } from "../../testing/fixtures/beholders";
import { pages } from "../../testing/fixtures/settled";
import { Follower } from "../../testing/people/followers";
import { type Guest, guests, openHouse, house } from "../../testing/people/guests";

// Whoever was away for long ends with what the server has, and needs no more requests for it than what they missed is long.
// `bun run campaign away` has them away for longer.
const SAID = Number(process.env["SAID"] ?? 5000);
const CHANGED = Number(process.env["CHANGED"] ?? 500);
// Read before that. Four of five changes are of these.
const KNOWN = Number(process.env["KNOWN"] ?? 600);
// Requests under way.
const UNDER_WAY = 20;
const A_REQUEST = 200;

beforeAll(() => openHouse());
afterAll(() => house.close());

test(
  `who was away for ${SAID} messages and ${CHANGED} changes shows what the server has: a request for each ${A_REQUEST}`,
  async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("away", [bob]);
    const talker = new Follower(ann, [room]);
    await talker.connect();
    const say = async (from: number, to: number) => {
      for (let n = from; n <= to; n++) {
        talker.say(room.id, `${n}`);
        if (n % 1000 === 0 || n === to) await talker.settled(new Map());
      }
    };
    await say(2, KNOWN + 1);
    const away = new Beholder(bob, room);
    await away.connect();
    await away.settled(KNOWN + 1, 0);
    away.cut();
    const before = away.view.pages;
    await say(KNOWN + 2, KNOWN + 1 + SAID);
    await changeSome(ann, bob, room);
    const stored = await pages(bob, room.id);
    await away.settled(stored.length, CHANGED);
    expect(away.view.shownAs()).toEqual(stored.map(comparable));
    expect(stored.filter(({ rev }) => rev !== undefined)).toHaveLength(CHANGED);
    const { fetched, faults } = away.view;
    expect([fetched, away.view.pages - before, faults]).toEqual([
      Math.ceil(CHANGED / A_REQUEST),
      Math.ceil(SAID / A_REQUEST),
      [],
    ]);
    away.cut();
    talker.cut();
  },
  60_000 + 20 * (SAID + CHANGED),
);

/** Each message once. */
async function changeSome(ann: Guest, bob: Guest, room: Room): Promise<void> {
  let next = 0;
  const change = async (): Promise<void> => {
    while (next < CHANGED) {
      const n = next++;
      const seq = n % 5 === 4 ? KNOWN + 2 + n : 2 + n;
      const path = `/api/rooms/${room.id}/messages/${seq}`;
      const { status } = await [
        () => ann.call("PATCH", path, { text: `${n}, corrected` }),
        () => bob.call("PUT", `${path}/reactions/%F0%9F%91%8D`),
        () => ann.call("DELETE", path),
        () =>
          // A room has at most 50 pins.
          n < Math.min(CHANGED / 10, 4 * 50)
            ? ann.call("PUT", `/api/rooms/${room.id}/pins/${seq}`)
            : ann.call("PATCH", path, { text: `${n}, corrected, too` }),
      ][n % 4]!();
      expect([200, 204]).toContain(status);
    }
  };
  await Promise.all(Array.from({ length: UNDER_WAY }, change));
}
