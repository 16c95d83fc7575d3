import { afterAll, expect, test } from "bun:test";

import { eq } from "drizzle-orm";

import { guests, house, openHouse } from "../../src/testing/people/guests";
import { completeLikenesses } from "../../src/users/service";
import { accounts } from "./open";
import * as table from "./schema";

afterAll(() => house.close());

test("a row of an older version gets its likeness at start, and is then protected from look-alikes", async () => {
  await openHouse();
  const [old, young] = await guests(2);
  await old.call("PATCH", "/api/me", { nickname: "Old Name" });
  accounts.update(table.users).set({ likeness: null }).where(eq(table.users.id, old.id)).run();
  const rename = () => young.call("PATCH", "/api/me", { nickname: "\u041Eld N\u0430me" });
  completeLikenesses();
  expect((await rename()).body.code).toBe("conflict");
  // Nothing is left to do.
  const before = accounts.select().from(table.users).all();
  completeLikenesses();
  expect(accounts.select().from(table.users).all()).toEqual(before);
});
