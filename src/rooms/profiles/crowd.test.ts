import { afterAll, beforeAll, expect, test } from "bun:test";

import * as crowds from "../../../db/accounts/crowd";
import { type Guest, guests, house, openHouse } from "../../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

const groupOf = (count: number, ...own: Guest[]) =>
  crowds.group([...own.map(({ id }) => id), ...crowds.crowd(count - own.length)]);

/** A socket that has the room on screen. */
async function watcher(guest: Guest, roomId: string) {
  const line = await guest.socket();
  line.say({ type: "watch", roomId });
  await line.hears("room.unread");
  return line;
}

test("in a group above 200, a changed profile reaches those who have the room on screen, once each", async () => {
  const [ann, watching, away, friend] = await guests(4);
  const roomId = groupOf(201, ann, watching, away, friend);
  await friend.call("PUT", `/api/friends/${ann.id}`, {});
  const [sees, closed, both] = [
    await watcher(watching, roomId),
    await away.socket(),
    await watcher(friend, roomId),
  ];
  await ann.call("PATCH", "/api/me", { nickname: "큰 방 감자" });
  for (const line of [sees, both]) {
    await line.hears("user.changed", ({ user }) => user.nickname === "큰 방 감자");
    await line.fence();
    expect(line.all("user.changed")).toHaveLength(1);
  }
  await closed.fence();
  expect(closed.all("user.changed")).toEqual([]);
});

test("with 200 members it reaches everyone", async () => {
  const [ann, away] = await guests(2);
  groupOf(200, ann, away);
  const line = await away.socket();
  await ann.call("PATCH", "/api/me", { nickname: "작은 방 감자" });
  await line.hears("user.changed", ({ user }) => user.nickname === "작은 방 감자");
});

test("who shares hundreds of rooms gets one frame, and others are served meanwhile", async () => {
  const [ann, bob] = await guests(2);
  crowds.groups([ann.id, bob.id], 500);
  const line = await bob.socket();
  await ann.call("PATCH", "/api/me", { nickname: "방이 많은 감자" });
  await line.hears("user.changed", ({ user }) => user.nickname === "방이 많은 감자");
  await line.fence();
  expect(line.all("user.changed")).toHaveLength(1);
});
