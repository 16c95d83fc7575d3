import { afterAll, beforeAll, test } from "bun:test";
import { symlinkSync } from "node:fs";
import { join } from "node:path";

import { raw as accounts } from "../../db/accounts/open";
import { mustRefuse } from "../testing/fixtures/refusals";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";

// What clients see when the server is at fault.

let ann: Guest;
let bob: Guest;
beforeAll(async () => {
  await openHouse();
  [ann, bob] = await guests(2);
});
afterAll(() => house.close());

test.each([
  ["overloaded", 503, "Overloaded", () => withoutDisk()],
  ["internal", 500, "Internal", () => withoutTable()],
])(
  "a refusal by %s is %d, says so by code and title, and says no more than it must",
  async (code, status, title, ask) => {
    mustRefuse(await ask(), { code, status, title });
  },
);

/** The journal of messages is on a full disk. */
async function withoutDisk() {
  symlinkSync("/dev/full", join(house.dir, "history.journal.1"));
  return ann.says(await ann.group("디스크가 찼다"), "들어갈까?");
}

async function withoutTable() {
  accounts().run(
    "CREATE TRIGGER broken BEFORE INSERT ON friends BEGIN SELECT RAISE(ABORT, 'insert into friends failed'); END",
  );
  try {
    return await ann.call("PUT", `/api/friends/${bob.id}`, {});
  } finally {
    accounts().run("DROP TRIGGER broken");
  }
}
