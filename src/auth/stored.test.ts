import { afterAll, beforeAll, expect, test } from "bun:test";

import { eq } from "drizzle-orm";

import { accounts } from "../../db/accounts/open";
import * as table from "../../db/accounts/schema";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { bad, claimsOf, judge } from "../testing/wire/forged";

// What accounts store about sign-ins.

beforeAll(() => openHouse());
afterAll(() => house.close());

test("a password is kept as argon2id over 19 MiB in two passes, salted", async () => {
  const [ann, bob] = await guests(2);
  const hashOf = ({ id }: Guest) =>
    accounts.select().from(table.users).where(eq(table.users.id, id)).get()?.passwordHash;
  expect(hashOf(ann)).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  expect(hashOf(ann)).not.toBe(hashOf(bob));
});

test("a token of now whose session has ended is refused", async () => {
  const [carol] = await guests(1);
  const { sid } = claimsOf(carol);
  accounts.delete(table.sessions).where(eq(table.sessions.id, sid)).run();
  expect(await judge(carol.token)).toEqual(bad);
});
