import { afterAll, beforeAll, expect, test } from "bun:test";

import { history } from "../../db/history/history";
import { guests, house, openHouse } from "../testing/people/guests";
import * as rooms from "./service";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("what was said before someone left a 1:1, and is heard of only now, does not keep what comes next from bringing it back", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.direct(bob);
  await ann.says(room, "before");
  await bob.call("DELETE", `/api/rooms/${room.id}/members/me`);
  const [late] = await history.find(room.id, [1]);
  await rooms.bringBackDirect(late!);
  const theirs = await bob.socket();
  await ann.says(room, "after");
  await theirs.hears("message.new");
  expect(theirs.received.map(({ type }) => type)).toEqual(["welcome", "room.joined", "message.new"]);
});
