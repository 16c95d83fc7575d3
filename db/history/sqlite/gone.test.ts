import { afterEach, expect, test } from "bun:test";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { type NewMessage, plain } from "../history";
import { open } from "../sqlite";

// Deleted means gone: once the journal has been moved, at most a minute later, no byte of the words is in any file.

const dir = mkdtempSync(join(tmpdir(), "potato-gone-"));
let history = open(dir);
afterEach(() => {
  history.close();
  rmSync(dir, { recursive: true });
});

const WORDS = `words of a message: ${crypto.randomUUID()}`;
// Beyond a page of SQLite, so that it has pages of its own.
const LONG = `${"long ".repeat(1500)}${WORDS}`;
const isAnywhere = (words: string): boolean =>
  readdirSync(dir).some((name) => readFileSync(join(dir, name)).includes(words));
const message = (text: string): NewMessage => ({
  ...plain,
  roomId: "room",
  authorId: "ann",
  clientId: crypto.randomUUID(),
  text,
});
const change = (seq: number, what: object) => history.change([{ roomId: "room", seq, to: () => what }]);
test("the words of a deleted message and of an edited one are in no file, those of the others are", async () => {
  const texts = [WORDS, LONG, `edited ${WORDS}`, ...Array.from({ length: 200 }, (_, n) => `no. ${n}`)];
  for (const text of texts) await history.append([message(text)]);
  expect(isAnywhere(WORDS)).toBe(true);
  // Moved to the tables before they are deleted.
  history.close();
  history = open(dir);
  expect(isAnywhere(WORDS)).toBe(true);
  for (const seq of [1, 2]) await change(seq, { text: "", deletedAt: Date.now() });
  await change(3, { text: "corrected", editedAt: Date.now() });
  // As half a minute later, while the store goes on.
  history.mover?.moveSome(10_000);
  expect([isAnywhere(WORDS), isAnywhere("corrected"), isAnywhere("no. 77")]).toEqual([false, true, true]);
  expect((await history.find("room", [1, 2, 3])).map(({ text }) => text)).toEqual(["", "", "corrected"]);
});
