import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../protocol/room";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const page = async (guest: Guest, query = "") => (await guest.call("GET", `/api/rooms${query}`)).body;
const titles = async (guest: Guest) => (await page(guest)).rooms.map(({ title }: Room) => title);
const keep = (guest: Guest, room: Room, own: object) => guest.call("PATCH", `/api/rooms/${room.id}/me`, own);

async function groups(owner: Guest, others: Guest[], count: number): Promise<Room[]> {
  const rooms = [];
  for (let n = 0; n < count; n++) rooms.push(await owner.group(`room ${n}`, others));
  return rooms;
}

/** Rooms are ordered by activity in milliseconds, and a request can be faster than that. */
async function laterThan(time: number): Promise<void> {
  while (Date.now() <= time) await new Promise(setImmediate);
}

describe("my rooms", () => {
  test("come with the newest activity first, and what is said moves a room up", async () => {
    const [ann, bob] = await guests(2);
    const [first] = await groups(ann, [bob], 3);
    expect(await titles(ann)).toEqual(["room 2", "room 1", "room 0"]);
    await laterThan(Date.now());
    await bob.says(first as Room, "up");
    expect(await titles(ann)).toEqual(["room 0", "room 2", "room 1"]);
    const [top] = (await page(ann)).rooms;
    expect(top).toMatchObject({ head: 2, lastMessage: { text: "up", authorId: bob.id, seq: 2, unread: 1 } });
    expect(top.me).toMatchObject({ unread: 1, cursor: 0 });
  });

  test("come in pages that repeat and skip none, also where two moved in the same millisecond", async () => {
    const [ann] = await guests(1);
    const made = await Promise.all(Array.from({ length: 23 }, (_, n) => ann.group(`room ${n}`)));
    const all = (await page(ann)).rooms.map(({ id }: Room) => id);
    expect(new Set(all)).toEqual(new Set(made.map(({ id }) => id)));
    const paged: string[] = [];
    let cursor: string | null = "";
    for (let pages = 0; cursor !== null; pages++) {
      const next: any = await page(ann, `?limit=5${cursor && `&cursor=${encodeURIComponent(cursor)}`}`);
      expect(next.rooms.length).toBe(pages < 4 ? 5 : 3);
      paged.push(...next.rooms.map(({ id }: Room) => id));
      cursor = next.cursor;
    }
    expect(paged).toEqual(all);
  });

  test("come with the favourites first, page by page, however long nothing was said there", async () => {
    const [ann] = await guests(1);
    const rooms = await groups(ann, [], 5);
    await ann.call("PATCH", `/api/rooms/${(rooms[0] as Room).id}/me`, { favourite: true });
    const first = await page(ann, "?limit=2");
    const second = await page(ann, `?limit=3&cursor=${first.cursor}`);
    const named = [first, second].flatMap((one) => one.rooms.map(({ title }: Room) => title));
    expect(named).toEqual(["room 0", "room 4", "room 3", "room 2", "room 1"]);
  });

  test("that move up between two pages are not shown again", async () => {
    const [ann] = await guests(1);
    const rooms = await groups(ann, [], 6);
    const first = await page(ann, "?limit=3");
    await laterThan(Date.now());
    await ann.says(rooms[0] as Room, "up");
    const second = await page(ann, `?limit=3&cursor=${first.cursor}`);
    expect(first.rooms.map(({ title }: Room) => title)).toEqual(["room 5", "room 4", "room 3"]);
    expect(second.rooms.map(({ title }: Room) => title)).toEqual(["room 2", "room 1"]);
    expect(second.cursor).toBeNull();
  });

  test("want a limit of 1 to 100 and a cursor of ours", async () => {
    const [ann] = await guests(1);
    for (const query of [
      "?limit=0",
      "?limit=101",
      "?limit=x",
      "?limit=1.5",
      "?cursor=x",
      "?cursor=1_%27--",
    ]) {
      const { status, body } = await ann.call("GET", `/api/rooms${query}`);
      expect(`${query} ${status} ${body.code}`).toBe(`${query} 422 invalid`);
    }
    expect((await ann.call("GET", "/api/rooms?limit=100")).status).toBe(200);
  });

  test("are 50 a page where nothing else is asked", async () => {
    const [ann] = await guests(1);
    await Promise.all(Array.from({ length: 51 }, (_, n) => ann.group(`room ${n}`)));
    const { rooms, cursor } = await page(ann);
    expect(rooms).toHaveLength(50);
    expect((await page(ann, `?cursor=${cursor}`)).rooms).toHaveLength(1);
  });

  test("are mine alone", async () => {
    const [ann, bob] = await guests(2);
    await ann.group("not yours");
    expect(await page(bob)).toEqual({ rooms: [], cursor: null });
  });
});

describe("how I keep a room", () => {
  test("is mine to change, one thing at a time, and nobody else sees it", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("keep", [bob]);
    const theirs = await bob.socket();
    expect((await keep(ann, room, { favourite: true })).body.room.me).toMatchObject({ favourite: true });
    const { me } = (await keep(ann, room, { notify: "mentions" })).body.room;
    expect(me).toMatchObject({ notify: "mentions", favourite: true, role: "owner" });
    expect((await page(bob)).rooms[0].me).toMatchObject({ notify: "all", favourite: false });
    await theirs.fence();
    expect(theirs.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
    expect((await ann.history(room)).head).toBe(1);
  });

  test("takes no other field and no other word", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("keep", [bob]);
    const sly = { role: "owner", joinedSeq: 0, cursor: 9, unread: 9, userId: ann.id };
    const { me } = (await keep(bob, room, { favourite: true, ...sly })).body.room;
    expect(me).toMatchObject({ role: "member", joinedSeq: 0, cursor: 0, unread: 0, favourite: true });
    for (const own of [{ notify: "some" }, { favourite: "yes" }, { markedUnread: 1 }]) {
      expect((await keep(ann, room, own)).body.code).toBe("invalid");
    }
  });

  test("can be a mark that it is unread, which reading takes away", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("mark", [bob]);
    await bob.says(room, "hi");
    const read = () => ann.call("PUT", `/api/rooms/${room.id}/reading`, { seq: 2 });
    await read();
    const { me } = (await keep(ann, room, { markedUnread: true })).body.room;
    expect(me).toMatchObject({ markedUnread: true, cursor: 2, unread: 0 });
    expect((await page(ann)).rooms[0].me.markedUnread).toBe(true);
    // Nothing is unread, and the mark is still cleared.
    expect((await read()).status).toBe(204);
    expect((await page(ann)).rooms[0].me.markedUnread).toBe(false);
    await keep(ann, room, { markedUnread: true });
    const unmarked = await keep(ann, room, { markedUnread: false });
    expect(unmarked.body.room.me.markedUnread).toBe(false);
  });

  test("keeps its mark when others write, and loses it when I do", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("mark", [bob]);
    await keep(ann, room, { markedUnread: true });
    await bob.says(room, "hi");
    expect((await page(ann)).rooms[0].me).toMatchObject({ markedUnread: true, unread: 1 });
    await ann.says(room, "hi");
    expect((await page(ann)).rooms[0].me).toMatchObject({ markedUnread: false, unread: 0 });
  });

  test("begins anew when I come back to it", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("mark", [bob]);
    await keep(bob, room, { markedUnread: true, favourite: true, notify: "none" });
    await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
    await ann.call("PUT", `/api/rooms/${room.id}/members/${bob.id}`, {});
    const { me } = (await page(bob)).rooms[0];
    expect(me).toMatchObject({ markedUnread: false, favourite: false, notify: "all", unread: 0 });
  });
});
