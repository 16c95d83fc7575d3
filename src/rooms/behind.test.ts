import { afterAll, beforeAll, expect, test } from "bun:test";

import { record } from "../../db/accounts/changes";
import { accounts } from "../../db/accounts/open";
import { submit } from "../messages/service";
import { guests, house, openHouse } from "../testing/people/guests";
import * as store from "./store";

// Another machine's writes are known here a moment later.

beforeAll(() => openHouse());
afterAll(() => house.close());

test("a 1:1 that I left elsewhere comes back also with what is said before this machine knows", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  await bob.direct(ann);
  const theirs = await bob.socket();
  // As another machine writes it: this one sees it at its next poll.
  accounts.transaction((tx) => {
    store.updateMember(tx, room.id, bob.id, { opened: false, joinedSeq: 0 });
    record(tx, { kind: "direct.left", roomId: room.id, userIds: [bob.id] });
  });
  const saying = submit(ann.id, { roomId: room.id, clientId: crypto.randomUUID(), text: "do not go" });
  await Promise.all([saying, theirs.hears("message.new"), theirs.hears("room.left")]);
  await ann.says(room, "gone?");
  await theirs.hears("message.new", ({ message }) => message.text === "gone?");
  expect(receivedOf(theirs, room.id).findLast((type) => /joined|left/.test(type))).toBe("room.joined");
  expect((await bob.call("GET", "/api/rooms")).body.rooms.map(({ id, me }: any) => [id, me.unread])).toEqual([
    [room.id, 2],
  ]);
});

/** The types of the frames about one room, in order. */
function receivedOf(line: { received: any[] }, roomId: string): string[] {
  const named = (frame: any) => frame.roomId ?? frame.room?.id ?? frame.message?.roomId;
  return line.received.filter((frame) => named(frame) === roomId).map(({ type }) => type);
}
