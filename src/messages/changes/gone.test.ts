import { afterAll, beforeAll, expect, test } from "bun:test";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";

import { guests, house, openHouse } from "../../testing/people/guests";

// Deleted means gone, through the whole server: the words of a deleted message are in no file of DATA_DIR once the journal has
// been moved, which happens within a minute, and whenever the server stops. (db/history/sqlite/gone.test.ts: while it runs.)

beforeAll(() => openHouse());
afterAll(() => house.close());

const files = (dir: string): string[] =>
  readdirSync(dir, { recursive: true, encoding: "utf8" })
    .map((name) => join(dir, name))
    .filter((path) => statSync(path).isFile());
const holding = (dir: string, words: string): string[] =>
  files(dir).filter((path) => readFileSync(path).includes(words));

test("what was said, quoted, pinned, edited and then deleted is in no file", async () => {
  const [ann, bob] = await guests(2);
  const room = await ann.group("사라지는 말", [bob]);
  const [words, others] = [crypto.randomUUID(), crypto.randomUUID()];
  const path = `/api/rooms/${room.id}/messages/2`;
  await ann.says(room, words);
  await bob.says(room, others, { replyTo: 2 });
  await bob.call("PUT", `${path}/reactions/%F0%9F%91%8D`);
  await ann.call("PUT", `/api/rooms/${room.id}/pins/2`);
  const { dir } = house;
  // Everything is in the tables, and in memory no more.
  await house.stop();
  await openHouse({}, dir);
  expect(holding(dir, words)).not.toEqual([]);
  await ann.call("PATCH", path, { text: `${words}, corrected` });
  expect((await ann.call("DELETE", path)).status).toBe(204);
  expect(JSON.stringify(await bob.history(room))).not.toContain(words);
  await house.stop();
  expect([holding(dir, words), holding(dir, others).length > 0]).toEqual([[], true]);
  await openHouse({}, dir);
  expect((await bob.history(room)).messages[2].replyTo).toMatchObject({ excerpt: "", deleted: true });
});
