import { afterAll, beforeAll, describe, expect, test } from "bun:test";

import * as crowds from "../../../db/accounts/crowd";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const at = (roomId: string, who = "") => `/api/rooms/${roomId}/members${who && `/${who}`}`;
const invite = (guest: Guest, roomId: string, userIds: string[]) =>
  guest.call("POST", at(roomId), { userIds });
const leave = (guest: Guest, roomId: string) => guest.call("DELETE", at(roomId, "me"));
const see = async (guest: Guest, roomId: string) =>
  (await guest.call("GET", `/api/rooms/${roomId}`)).body.room;

/** A group of `count` members, owned by `guest`. */
const groupOf = (count: number, guest: Guest) => crowds.group([guest.id, ...crowds.crowd(count - 1)]);

describe("a group above 200", () => {
  test("tells of comings and goings by its count alone, once in a second", async () => {
    const [ann, bob] = await guests(2);
    const roomId = groupOf(210, ann);
    const [here, come] = [await ann.socket(), await bob.socket()];
    const began = performance.now();
    for (const id of crowds.crowd(3)) expect((await invite(ann, roomId, [id])).status).toBe(204);
    await invite(ann, roomId, [bob.id]);
    await leave(bob, roomId);
    await invite(ann, roomId, [bob.id]);
    expect(await here.hears("room.changed", ({ memberCount }) => memberCount === 214)).toMatchObject({
      roomId,
      title: "군중",
    });
    await leave(bob, roomId);
    await here.hears("room.changed", () => here.all("room.changed").at(-1).memberCount === 213);
    // One at once, and one for each second since.
    const seconds = (performance.now() - began) / 1000;
    expect(here.all("room.changed").length).toBeLessThanOrEqual(1 + Math.floor(seconds));
    expect(new Set(here.received.map(({ type }) => type))).toEqual(new Set(["welcome", "room.changed"]));
    const own = ["room.joined", "room.left", "room.joined", "room.changed", "room.left"];
    await come.hears("room.left");
    await come.fence();
    expect(come.received.map(({ type }) => type)).toEqual(["welcome", ...own, "pong"]);
    expect(await see(ann, roomId)).toMatchObject({ head: 0, memberCount: 213 });
  });

  test("begins with the 201st member: the 200th is told of, in both directions", async () => {
    const [ann, bob, cat] = await guests(3);
    const roomId = groupOf(199, ann);
    const heads = [];
    for (const guest of [bob, cat]) {
      await invite(ann, roomId, [guest.id]);
      heads.push((await see(ann, roomId)).head);
    }
    for (const guest of [cat, bob]) {
      await leave(guest, roomId);
      heads.push((await see(ann, roomId)).head);
    }
    expect(heads).toEqual([1, 1, 1, 2]);
    const kinds = (await ann.history({ id: roomId })).messages.map(({ event }: any) => event.kind);
    expect(kinds).toEqual(["invited", "left"]);
  });

  test("still tells of its making, its name and its roles", async () => {
    const [ann] = await guests(1);
    const memberIds = crowds.crowd(250);
    const { body } = await ann.call("POST", "/api/rooms", { kind: "group", title: "many", memberIds });
    expect(body.room).toMatchObject({ memberCount: 251, head: 1 });
    await ann.call("PATCH", `/api/rooms/${body.room.id}`, { title: "more" });
    await ann.call("PUT", at(body.room.id, memberIds[0]), { role: "admin" });
    const { messages, users } = await ann.history(body.room);
    expect(messages.map(({ event }: any) => event.kind)).toEqual(["created", "renamed", "role"]);
    expect(messages[0].event.userIds).toEqual(memberIds);
    // The first hundred users that an event names are included.
    expect(users.map(({ id }: any) => id)).toEqual([ann.id, ...memberIds.slice(0, 100)]);
  });
});

describe("a group of 10,000", () => {
  test("takes nobody more, invited or coming of their own", async () => {
    const [ann, bob] = await guests(2);
    const roomId = crowds.group([ann.id, ...crowds.crowd(9998)], { visibility: "public" });
    expect((await invite(ann, roomId, [bob.id, ...crowds.crowd(1)])).body.code).toBe("conflict");
    expect((await see(ann, roomId)).memberCount).toBe(9999);
    expect((await bob.call("PUT", at(roomId, "me"), {})).status).toBe(204);
    const [next] = crowds.crowd(1);
    const full = [await invite(ann, roomId, [next as string]), await ann.call("PUT", at(roomId, next), {})];
    expect(full.map(({ status, body }) => [status, body.code])).toEqual([
      [409, "conflict"],
      [409, "conflict"],
    ]);
    expect((await see(bob, roomId)).memberCount).toBe(10_000);
    // Inviting a member does not add to the count.
    expect((await invite(ann, roomId, [bob.id])).status).toBe(204);
  });
});
