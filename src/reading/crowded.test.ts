import { afterAll, beforeAll, expect, test } from "bun:test";

import { eq } from "drizzle-orm";

import * as crowds from "../../db/accounts/crowd";
import { accounts } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { guests, house, openHouse } from "../testing/people/guests";

beforeAll(() => openHouse());
afterAll(() => house.close());

test("of a crowd the first hundred are named, past those who hide it, and all are counted", async () => {
  const [ann] = await guests(1);
  const others = crowds.crowd(250);
  const roomId = crowds.group([ann.id, ...others]);
  const hiding = others.slice(0, 120);
  for (const id of hiding)
    accounts.update(table.users).set({ hideReads: true }).where(eq(table.users.id, id)).run();
  const { body } = await ann.says({ id: roomId } as never, "다들 어디 있어요");
  const path = `/api/rooms/${roomId}/messages/${body.message.seq}/readers`;
  const { read, unread, readCount, unreadCount } = (await ann.call("GET", path)).body;
  expect([read, readCount, unreadCount, unread.length]).toEqual([[], 0, 250, 100]);
  const names = new Set(unread.map(({ id }: { id: string }) => id));
  expect(names.size).toBe(100);
  for (const id of hiding) expect(names.has(id)).toBe(false);
});
