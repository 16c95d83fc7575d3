import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import type { Room } from "../../protocol/room";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const at = (room: Room, who = "") => `/api/rooms/${room.id}/members${who && `/${who}`}`;
const put = (guest: Guest, room: Room, who: string, role?: string) =>
  guest.call("PUT", at(room, who), { role });
const remove = (guest: Guest, room: Room, who: string) => guest.call("DELETE", at(room, who));
const see = async (guest: Guest, room: Room): Promise<Room> =>
  (await guest.call("GET", `/api/rooms/${room.id}`)).body.room;
const roles = async (guest: Guest, room: Room) =>
  Object.fromEntries(
    (await guest.call("GET", at(room))).body.members.map(({ user, role }: any) => [user.id, role]),
  );
const events = async (guest: Guest, room: Room) =>
  (await guest.history(room)).messages.flatMap(({ event }: any) => event ?? []);

describe("roles", () => {
  test("are given by the owner alone, tell the room once, and the same role twice is nothing", async () => {
    const [ann, bob, cat] = await guests(3);
    const room = await ann.group("roles", [bob, cat]);
    for (let n = 0; n < 2; n++) expect((await put(ann, room, bob.id, "admin")).status).toBe(204);
    expect((await events(cat, room)).slice(1)).toEqual([
      { kind: "role", byId: ann.id, userIds: [bob.id], role: "admin" },
    ]);
    const tries: [Guest, string, string][] = [
      [bob, cat.id, "admin"],
      [cat, cat.id, "admin"],
      [bob, ann.id, "member"],
      [bob, bob.id, "member"],
    ];
    for (const [guest, who, role] of tries)
      expect((await put(guest, room, who, role)).body.code).toBe("forbidden");
    expect((await put(ann, room, bob.id, "king")).body.code).toBe("invalid");
    expect((await put(bob, room, crypto.randomUUID(), "admin")).body.code).toBe("not-found");
    expect(await roles(cat, room)).toEqual({ [ann.id]: "owner", [bob.id]: "admin", [cat.id]: "member" });
  });

  test("can come with an invitation", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("roles");
    await put(ann, room, bob.id, "admin");
    expect((await see(bob, room)).me?.role).toBe("admin");
    expect((await events(ann, room)).map(({ kind }: any) => kind)).toEqual(["created", "invited", "role"]);
  });

  test("hand the room over, and its owner of before is an admin", async () => {
    const [ann, bob] = await guests(2);
    const room = await ann.group("roles", [bob]);
    expect((await put(ann, room, ann.id, "member")).body.code).toBe("conflict");
    const line = await bob.socket();
    await put(ann, room, bob.id, "owner");
    expect(await line.hears("room.changed")).toMatchObject({ ownerId: bob.id });
    expect(await roles(ann, room)).toEqual({ [ann.id]: "admin", [bob.id]: "owner" });
    expect((await put(ann, room, bob.id, "member")).body.code).toBe("forbidden");
  });

  test("let owner and admins remove those below them", async () => {
    const [ann, bob, cat, dan] = await guests(4);
    const room = await ann.group("out", [bob, cat, dan]);
    for (const guest of [bob, cat]) await put(ann, room, guest.id, "admin");
    const tries: [Guest, Guest][] = [
      [bob, cat],
      [bob, ann],
      [dan, bob],
      [dan, ann],
    ];
    for (const [guest, other] of tries)
      expect((await remove(guest, room, other.id)).body.code).toBe("forbidden");
    const [gone, here] = [await dan.socket(), await cat.socket()];
    expect((await remove(bob, room, dan.id)).status).toBe(204);
    expect(await gone.hears("room.left")).toEqual({ type: "room.left", roomId: room.id });
    expect((await here.hears("member.left")).userId).toBe(dan.id);
    expect((await events(ann, room)).at(-1)).toEqual({ kind: "removed", byId: bob.id, userIds: [dan.id] });
    expect((await remove(ann, room, cat.id)).status).toBe(204);
    expect((await remove(ann, room, dan.id)).body.code).toBe("not-found");
  });
});
