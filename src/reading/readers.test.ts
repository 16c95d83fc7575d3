import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Room } from "../protocol/room";
import { Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const read = (guest: Guest, room: Room, seq: number) =>
  guest.call("PUT", `/api/rooms/${room.id}/reading`, { seq });
const readers = (guest: Guest, room: Room, seq: number | string, query = "") =>
  guest.call("GET", `/api/rooms/${room.id}/messages/${seq}/readers${query}`);
const hide = (guest: Guest, hideReads = true) => guest.call("PATCH", "/api/me", { hideReads });

const ids = (users: Guest["user"][]) => users.map(({ id }) => id);
/** All of them on one page. */
async function named(guest: Guest, room: Room, seq: number) {
  const { next, ...body } = (await readers(guest, room, seq)).body;
  expect(next).toEqual({ read: null, unread: null });
  return { ...body, read: ids(body.read), unread: ids(body.unread) };
}
/** Page by page. */
async function paged([guest, room, seq]: [Guest, Room, number], list: "read" | "unread", limit: number) {
  const pages: string[][] = [];
  let cursor = "";
  while (pages.length < 9) {
    const { body } = await readers(guest, room, seq, `?limit=${limit}${cursor}`);
    pages.push(ids(body[list]));
    const other = list === "read" ? "unread" : "read";
    if (cursor) expect([body[other], body.next[other]]).toEqual([[], null]);
    if (body.next[list] === null) break;
    cursor = `&cursor=${body.next[list]}`;
  }
  return pages;
}
const idsOf = (...those: Guest[]) => ids(those.map(({ user }) => user)).toSorted();

describe("the readers of a message", () => {
  test("are those whose cursor has reached it; its author is neither", async () => {
    const [ann, bob, cat, dan] = await guests(4);
    const room = await ann.group("읽음", [bob, cat, dan]);
    const { seq } = (await ann.says(room, "누가 읽었나요")).body.message;
    await read(bob, room, seq);
    await read(cat, room, seq - 1);
    for (const guest of [ann, bob, dan]) {
      expect(await named(guest, room, seq)).toEqual({
        read: idsOf(bob),
        unread: idsOf(cat, dan),
        readCount: 1,
        unreadCount: 2,
      });
    }
    expect((await readers(ann, room, seq)).body.read[0]).toEqual(bob.user);
  });

  test("of a system message are all who were there, its cause too", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("알림", [bob]);
    await read(ann, room, 1);
    expect(await named(bob, room, 1)).toEqual({
      read: idsOf(ann),
      unread: idsOf(bob),
      readCount: 1,
      unreadCount: 1,
    });
  });

  test("do not include whoever joined later, in a private group and in a public one", async () => {
    for (const visibility of ["private", "public"] as const) {
      const [ann, bob, late] = await guests(3);
      const room = await ann.group("나중", [bob], visibility);
      const { seq } = (await ann.says(room, "먼저 한 말")).body.message;
      await ann.call("PUT", `/api/rooms/${room.id}/members/${late.id}`, {});
      const there = { read: [], unread: idsOf(bob), readCount: 0, unreadCount: 1 };
      expect(await named(ann, room, seq)).toEqual(there);
      const { status } = await readers(late, room, seq);
      expect(status).toBe(visibility === "public" ? 200 : 404);
    }
  });

  test("are counted, not named, where they hide it; the list of members does not give them away", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("몰래", [bob, cat]);
    const { seq } = (await ann.says(room, "조용히")).body.message;
    expect((await bob.call("GET", "/api/me")).body).toEqual({ user: bob.user, hideReads: false });
    expect((await hide(bob)).body).toEqual({ user: bob.user, hideReads: true });
    await hide(cat);
    expect((await bob.call("GET", "/api/me")).body.hideReads).toBe(true);
    await read(bob, room, seq);
    expect(await named(ann, room, seq)).toEqual({ read: [], unread: [], readCount: 1, unreadCount: 1 });
    const cursors = async (guest: Guest) => {
      const { members } = (await guest.call("GET", `/api/rooms/${room.id}/members`)).body;
      return members.find((one: { user: { id: string } }) => one.user.id === bob.id).cursor;
    };
    expect([await cursors(ann), await cursors(bob)]).toEqual([0, seq]);
    await hide(bob, false);
    expect(await named(ann, room, seq)).toMatchObject({ read: idsOf(bob), readCount: 1 });
    expect(await cursors(ann)).toBe(seq);
  });

  test("come page by page, each list by itself; who hides it leaves no trace in the pages", async () => {
    const [ann, ...others] = await guests(8);
    const room = await ann.group("여럿", others);
    const { seq } = (await ann.says(room, "많이 왔네요")).body.message;
    const [bob, cat, dan, ...rest] = others.toSorted((one, other) => (one.id < other.id ? -1 : 1));
    await Promise.all([bob, cat, dan].map((guest) => read(guest!, room, seq)));
    await Promise.all([cat, rest[1], rest[3]].map((guest) => hide(guest!)));
    expect(await paged([bob!, room, seq], "read", 1)).toEqual([[bob!.id], [dan!.id]]);
    // The last of all hides: nobody can tell.
    expect(await paged([ann, room, seq], "unread", 1)).toEqual([[rest[0]!.id], [rest[2]!.id]]);
    expect(await paged([ann, room, seq], "unread", 2)).toEqual([[rest[0]!.id, rest[2]!.id]]);
    const { body } = await readers(ann, room, seq, "?limit=1");
    expect([body.readCount, body.unreadCount]).toEqual([3, 4]);
    // Whoever stood at a page's end may have read, hidden or left meanwhile.
    const gone = await readers(ann, room, seq, `?cursor=unread.${cat!.id}`);
    expect(ids(gone.body.unread)).toEqual([rest[0]!.id, rest[2]!.id]);
    for (const query of ["cursor=", "cursor=x", "cursor=read.", "cursor=all.1", "limit=0", "limit=101"])
      expect((await readers(ann, room, seq, `?${query}`)).body.code).toBe("invalid");
  });

  test("are no others for a block, and what is left of a deleted account stays in a 1:1 only", async () => {
    const [ann, bob, cat] = await guests(3);
    const group = await ann.group("막힘", [bob, cat]);
    const pair = await ann.direct(bob);
    const { seq } = (await ann.says(group, "모두 안녕")).body.message;
    await ann.says(pair, "너도 안녕");
    await read(bob, group, seq);
    await ann.call("PUT", `/api/blocks/${bob.id}`);
    await bob.call("PUT", `/api/blocks/${cat.id}`);
    for (const guest of [ann, bob, cat])
      expect(await named(guest, group, seq)).toMatchObject({ read: idsOf(bob), unread: idsOf(cat) });
    expect((await bob.call("DELETE", "/api/me", { password: Guest.password })).status).toBe(204);
    expect(await named(ann, group, seq)).toMatchObject({ read: [], readCount: 0, unreadCount: 1 });
    const { body } = await readers(ann, pair, 1);
    expect(body).toMatchObject({ unread: [{ id: bob.id, nickname: "", deleted: true }], unreadCount: 1 });
  });

  test("can be asked for where a room shows no numbers, like the numbers themselves", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("숫자 없이", [bob]);
    expect((await ann.call("PATCH", `/api/rooms/${room.id}`, { readCounts: false })).status).toBe(200);
    const { seq } = (await ann.says(room, "셀 것 없어요")).body.message;
    expect(await named(ann, room, seq)).toMatchObject({ unread: idsOf(bob), unreadCount: 1 });
  });

  test("that hide it are shown to nobody, on no frame and in no profile", async () => {
    const [ann, bob] = await guests(2);
    await ann.group("보기", [bob]);
    const line = await ann.socket();
    await hide(bob);
    await bob.call("PATCH", "/api/me", { intro: "다음" });
    const { user } = await line.hears("user.changed");
    expect(user).toEqual({ ...bob.user, intro: "다음" });
    expect(line.all("user.changed")).toHaveLength(1);
    expect((await ann.call("GET", `/api/users/${bob.id}`)).body.user).toEqual(user);
  });

  test("of a message that does not exist, or not for me, are not found", async () => {
    const [ann, bob, stranger] = await guests(3);
    const room = await ann.direct(bob);
    await ann.call("PUT", `/api/blocks/${bob.id}`);
    const { seq } = (await bob.says(room, "숨은 말")).body.message;
    expect((await readers(bob, room, seq)).status).toBe(200);
    const nothing = (await readers(stranger, room, seq)).body;
    expect(nothing.code).toBe("not-found");
    for (const place of [seq, seq + 1, 0, -1, "1e0", "0x1", "01", "1.0", "x", "9".repeat(30)])
      expect((await readers(ann, room, place)).body).toEqual(nothing);
  });

  test("are the number beside it, whatever was sent and read", async () => {
    const crowd = await guests(4);
    const acts = fc.array(
      fc.record({ who: fc.nat(3), what: fc.constantFrom("say", "read"), share: fc.nat(100) }),
      { minLength: 1, maxLength: 12 },
    );
    await fc.assert(
      fc.asyncProperty(acts, async (all) => {
        const room = await crowd[0].group("수", crowd.slice(1));
        let head = 1;
        for (const { who, what, share } of all) {
          if (what === "say") head = (await crowd[who]!.says(room, "말")).body.message.seq;
          else await read(crowd[who]!, room, Math.ceil((head * share) / 100));
        }
        const { messages } = await crowd[0].history(room);
        for (const { seq, unread, kind } of messages) {
          const { body } = await readers(crowd[0], room, seq);
          expect(body.unreadCount).toBe(unread);
          expect(body.readCount + body.unreadCount).toBe(kind === "text" ? 3 : 4);
          expect([body.read.length, body.unread.length]).toEqual([body.readCount, body.unreadCount]);
        }
      }),
      { numRuns: 8 },
    );
  }, 60_000);
});
