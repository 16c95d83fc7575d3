import { afterAll, beforeAll, expect, test } from "bun:test";

import { eq } from "drizzle-orm";

import * as crowds from "../../db/accounts/crowd";
import { accounts } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("of a crowd a hundred are named at once, past those who hide it, and all are counted", async () => {
  const [ann] = await guests(1);
  const others = crowds.crowd(250);
  const roomId = crowds.group([ann.id, ...others]);
  const hiding = others.slice(0, 120);
  for (const id of hiding)
    accounts.update(table.users).set({ hideReads: true }).where(eq(table.users.id, id)).run();
  const { body } = await ann.says({ id: roomId } as never, "다들 어디 있어요");
  const path = `/api/rooms/${roomId}/messages/${body.message.seq}/readers`;
  const first = (await ann.call("GET", path)).body;
  expect([first.read, first.readCount, first.unreadCount, first.unread.length]).toEqual([[], 0, 250, 100]);
  const last = (await ann.call("GET", `${path}?cursor=${first.next.unread}`)).body;
  expect([last.unreadCount, last.unread.length, last.next]).toEqual([250, 30, { read: null, unread: null }]);
  const names = [...first.unread, ...last.unread].map(({ id }: { id: string }) => id);
  expect(names.toSorted()).toEqual(others.slice(120).toSorted());
});
