import { Database } from "bun:sqlite";
import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { reindex } from "../../db/reindex";
import { verifySearch } from "../../db/verify";
import { type Guest, guests, house, openHouse } from "../testing/people/guests";
import { finds } from "../testing/wire/searched";

// The index as a file: filled after a start, made anew where it is missing, damaged or asked for, and compared with history.

let dir: string;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "potato-indexing-"))));
afterEach(async () => {
  await house.close();
  rmSync(dir, { recursive: true, force: true });
});

async function filled(): Promise<Guest> {
  await openHouse({}, dir);
  const [ann, bob] = await guests(2);
  const room = await ann.group("words", [bob]);
  for (const text of ["감자 하나", "감자 둘", "감자 셋"]) await ann.says(room, text);
  const { seq } = (await ann.says(room, "감자 넷")).body.message;
  await ann.call("PATCH", `/api/rooms/${room.id}/messages/${seq}`, { text: "감자 다섯" });
  return bob;
}

const index = () => join(dir, "search.sqlite");
const ALL = ["감자 다섯", "감자 셋", "감자 둘", "감자 하나"];
const lines = async (from: AsyncGenerator<string, unknown>) => {
  const found: string[] = [];
  for await (const line of from) found.push(line);
  return found;
};

describe("the index", () => {
  test("is what history is, over restarts, and where it was removed or damaged meanwhile", async () => {
    const bob = await filled();
    await finds(bob, "감자", ALL);
    for (const change of [
      () => undefined,
      () => rmSync(index()),
      () => writeFileSync(index(), readFileSync(index()).fill(7, 100, 9000)),
      () => writeFileSync(index(), ""),
    ]) {
      await house.stop();
      change();
      await openHouse({}, dir);
      await finds(bob, "감자", ALL);
      expect(await lines(verifySearch({ dir }))).toEqual([
        expect.stringMatching(/^\d+ messages in the index: 0 breaks$/),
      ]);
    }
  }, 20_000);

  test("is compared with history: what is missing, and what is too much, has a line", async () => {
    const bob = await filled();
    await finds(bob, "감자", ALL);
    await house.stop();
    const file = new Database(index());
    const ids = file.query<{ id: number }, []>("SELECT id FROM places ORDER BY id DESC LIMIT 2").all();
    file.query("DELETE FROM terms WHERE rowid = ?").run(ids[0]!.id);
    file.query("INSERT INTO terms (rowid, message) VALUES (7, 'nobody')").run();
    file.close();
    expect(await lines(verifySearch({ dir }))).toEqual([
      expect.stringMatching(/^search.sqlite: room [0-9a-f-]+ seq \d+ is not indexed as it is$/),
      "search.sqlite: 7 is of no message",
      expect.stringMatching(/^\d+ messages in the index: 2 breaks$/),
    ]);
    await openHouse({}, dir);
  });

  test("is made anew beside a running server when it is asked for", async () => {
    const bob = await filled();
    await finds(bob, "다섯", ["감자 다섯"]);
    const said = await lines(reindex(dir));
    expect(said[0]).toBe("search.sqlite: begun");
    expect(said.at(-1)).toMatch(/^search.sqlite: \d+ messages, done$/);
    await finds(bob, "감자", ALL);
    await house.stop();
    expect(await lines(reindex(dir, 100))).toEqual([
      "search.sqlite: no server has it open; the next one makes it anew",
    ]);
    await openHouse({}, dir);
    await finds(bob, "감자", ALL);
    expect(readdirSync(dir)).toContain("search.sqlite");
  });
});
