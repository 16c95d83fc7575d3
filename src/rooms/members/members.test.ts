import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../../protocol/room";
import { type Guest, guests, house, openHouse, type Line } from "../../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const at = (room: Room, who = "") => `/api/rooms/${room.id}/members${who && `/${who}`}`;
const put = (guest: Guest, room: Room, who: string, role?: string) =>
  guest.call("PUT", at(room, who), { role });
const remove = (guest: Guest, room: Room, who: string) => guest.call("DELETE", at(room, who));
const invite = (guest: Guest, room: Room, userIds: string[]) => guest.call("POST", at(room), { userIds });
const see = async (guest: Guest, room: Room): Promise<Room> =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room;
const members = async (guest: Guest, room: Room) => (await guest.call("GET", at(room))).body.members as any[];
const roles = async (guest: Guest, room: Room) =>
  Object.fromEntries((await members(guest, room)).map(({ user, role }) => [user.id, role]));
const events = async (guest: Guest, room: Room) =>
  (await guest.history(room)).messages.flatMap(({ event }: any) => event ?? []);

/** Waits for the system message: in `room.joined`, or in a frame right after it. */
async function hearsOf(ear: Line, kind: string): Promise<void> {
  const { room } = await ear.hears("room.joined");
  if (room.lastMessage?.event.kind !== kind)
    await ear.hears("message.new", ({ message }) => message.event?.kind === kind);
  await ear.hears("room.changed");
  const types = ear.received.map(({ type }) => type);
  expect(types.slice(0, types.indexOf("room.joined"))).not.toContain("message.new");
}

const typesIn = (ear: Line) => ear.received.flatMap(({ type }) => (type === "message.new" ? [] : type));

describe("inviting", () => {
  test("is for any member, and tells the room once, however many come", async () => {
    const [ann, bob, cat, dan] = await guests(4);
    const room = await ann.group("hi", [bob]);
    const [old, come] = [await ann.socket(), await cat.socket()];
    expect((await invite(bob, room, [cat.id, dan.id, bob.id, cat.id])).status).toBe(204);
    const event = { kind: "invited", byId: bob.id, userIds: [cat.id, dan.id] };
    await hearsOf(come, "invited");
    expect((await events(ann, room)).slice(1)).toEqual([event]);
    expect(typesIn(come)).toEqual([
      "welcome",
      "room.joined",
      "member.joined",
      "member.joined",
      "room.changed",
    ]);
    expect(come.all("room.joined")[0].room).toMatchObject({
      memberCount: 4,
      me: { role: "member", joinedSeq: 1 },
    });
    expect(old.all("room.joined")).toEqual([]);
    expect(old.all("member.joined")).toEqual([
      { type: "member.joined", roomId: room.id, user: cat.user },
      { type: "member.joined", roomId: room.id, user: dan.user },
    ]);
  });

  test("into a private group shows nothing of before, and nothing is unread", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("past");
    await ann.says(room, "before");
    await put(ann, room, bob.id);
    expect((await see(bob, room)).me).toMatchObject({ joinedSeq: 2, cursor: 2, unread: 0 });
    await ann.says(room, "after");
    const { messages, more } = await bob.history(room);
    expect(messages.map(({ seq }: any) => seq)).toEqual([3, 4]);
    expect(more.before).toBe(false);
    for (const query of ["?before=3", "?after=0", "?before=2"]) {
      const shown = (await bob.history(room, query)).messages.map(({ seq }: any) => seq);
      expect(shown).toEqual(query === "?after=0" ? [3, 4] : []);
    }
  });

  test("back into a private group begins anew", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("past", [bob]);
    await remove(bob, room, "me");
    await ann.says(room, "while you were out");
    await put(ann, room, bob.id);
    expect((await see(bob, room)).me).toMatchObject({ joinedSeq: 3, cursor: 3, unread: 0 });
    expect((await bob.history(room)).messages.map(({ event }: any) => event.kind)).toEqual(["invited"]);
  });

  test("who is in already does nothing", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi", [bob]);
    expect((await invite(ann, room, [bob.id, ann.id])).status).toBe(204);
    expect((await put(ann, room, bob.id)).status).toBe(204);
    expect((await see(ann, room)).head).toBe(1);
  });

  test("someone unknown or gone is not found, and then nobody comes", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("hi");
    await cat.call("DELETE", "/api/me", { password: "hot-potato-soup" });
    for (const id of [crypto.randomUUID(), cat.id, "../../x"]) {
      const { status, body } = await invite(ann, room, [bob.id, id]);
      expect([status, body.code]).toEqual([404, "not-found"]);
      expect((await put(ann, room, encodeURIComponent(id))).status).toBe(404);
    }
    expect((await see(ann, room)).memberCount).toBe(1);
  });

  test("someone who blocks me answers as if done, and does nothing", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("hi");
    await bob.call("PUT", `/api/blocks/${ann.id}`);
    const theirs = await bob.socket();
    const answers = [
      await invite(ann, room, [bob.id]),
      await put(ann, room, bob.id),
      await put(ann, room, bob.id, "admin"),
    ];
    expect(answers.map(({ status }) => status)).toEqual([204, 204, 204]);
    expect(await see(ann, room)).toMatchObject({ memberCount: 1, head: 1 });
    await theirs.fence();
    expect(theirs.received.map(({ type }) => type)).toEqual(["welcome", "pong"]);
  });

  test("twice at once happens once", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("hi", [bob]);
    await Promise.all([ann, bob, ann, bob].map((guest) => put(guest, room, cat.id)));
    expect((await events(ann, room)).slice(1)).toMatchObject([{ kind: "invited", userIds: [cat.id] }]);
    expect((await see(ann, room)).memberCount).toBe(3);
  });
});

test("joining a public room tells it once, and is heard by everyone", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("open", [], "public");
  const [old, come] = [await ann.socket(), await bob.socket()];
  for (let n = 0; n < 2; n++) expect((await put(bob, room, "me")).status).toBe(204);
  expect((await events(bob, room)).slice(1)).toEqual([{ kind: "joined", byId: bob.id, userIds: [bob.id] }]);
  expect((await old.hears("member.joined")).user).toEqual(bob.user);
  await hearsOf(come, "joined");
  expect(typesIn(come)).toEqual(["welcome", "room.joined", "member.joined", "room.changed"]);
});

describe("leaving", () => {
  test("tells the room once, and whoever left hears no more of it", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("bye", [bob]);
    const [here, gone] = [await ann.socket(), await bob.socket()];
    expect((await remove(bob, room, "me")).status).toBe(204);
    expect((await events(ann, room)).slice(1)).toEqual([{ kind: "left", byId: bob.id, userIds: [bob.id] }]);
    expect(await here.hears("member.left")).toEqual({ type: "member.left", roomId: room.id, userId: bob.id });
    await ann.says(room, "gone?");
    await gone.fence();
    expect(gone.received.map(({ type }) => type)).toEqual(["welcome", "room.left", "pong"]);
    expect((await see(ann, room)).memberCount).toBe(1);
    expect((await remove(bob, room, "me")).status).toBe(404);
  });

  test("hands an owner's room to the oldest admin, and where there is none to the oldest member", async () => {
    const [ann, ...others] = await guests(4);
    // Members who joined in the same millisecond are ordered by id.
    const [bob, cat, dan] = others.toSorted((a, b) => (a.id < b.id ? -1 : 1)) as typeof others;
    const room = await ann.group("heirs");
    for (const guest of [bob, cat, dan]) await put(ann, room, guest.id);
    for (const guest of [dan, cat]) await put(ann, room, guest.id, "admin");
    const line = await bob.socket();
    await remove(ann, room, "me");
    expect(await line.hears("room.changed")).toMatchObject({ ownerId: cat.id, memberCount: 3 });
    expect(await roles(bob, room)).toEqual({ [bob.id]: "member", [cat.id]: "owner", [dan.id]: "admin" });
    expect((await events(bob, room)).slice(-2)).toEqual([
      { kind: "left", byId: ann.id, userIds: [ann.id] },
      { kind: "role", byId: ann.id, userIds: [cat.id], role: "owner" },
    ]);
    await remove(cat, room, "me");
    await put(dan, room, bob.id, "member");
    expect((await see(bob, room)).ownerId).toBe(dan.id);
    await remove(dan, room, "me");
    expect(await see(bob, room)).toMatchObject({ ownerId: bob.id, memberCount: 1, me: { role: "owner" } });
  });

  test("as the last one closes the room: nobody finds it again", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("over", [], "public");
    expect((await remove(ann, room, "me")).status).toBe(204);
    const answers = await Promise.all([
      ann.call("GET", `/api/rooms/${room.id}`),
      bob.call("GET", `/api/rooms/${room.id}`),
      put(bob, room, "me"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
  });

  test("comes with deleting my account, in every group, and 1:1s stay", async () => {
    const [ann, bob] = await guests(2);
    const [room, direct] = [await ann.group("orphan", [bob]), await ann.direct(bob)];
    await ann.says(direct, "farewell");
    await ann.call("DELETE", "/api/me", { password: "hot-potato-soup" });
    expect(await see(bob, room)).toMatchObject({ ownerId: bob.id, memberCount: 1 });
    expect(await see(bob, direct)).toMatchObject({ memberCount: 2, peer: { deleted: true } });
  });
});

test("members come in pages, each with how far they have read", async () => {
  const [ann, bob, cat] = await guests(3);
  const room = await ann.group("who", [bob, cat]);
  await bob.says(room, "hi");
  const first = (await ann.call("GET", `${at(room)}?limit=2`)).body;
  const second = (await ann.call("GET", `${at(room)}?limit=2&cursor=${first.cursor}`)).body;
  expect([first.members.length, second.members.length, second.cursor]).toEqual([2, 1, null]);
  const all = new Map([...first.members, ...second.members].map((member: any) => [member.user.id, member]));
  expect(all.get(ann.id)).toEqual({ user: ann.user, role: "owner", cursor: 0, joinedSeq: 0 });
  expect(all.get(bob.id)).toEqual({ user: bob.user, role: "member", cursor: 2, joinedSeq: 0 });
  expect(all.size).toBe(3);
  expect((await ann.call("GET", `${at(room)}?limit=101`)).body.code).toBe("invalid");
});
