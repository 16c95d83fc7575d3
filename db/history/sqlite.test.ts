import { afterAll, beforeAll, describe, expect, test } from "bun:test";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { open } from "./sqlite";
import { statements } from "./sqlite/statements";

const { migrations, ...questions } = statements;
const dir = mkdtempSync(join(tmpdir(), "potato-plans-"));
let history: ReturnType<typeof open>;

beforeAll(() => void (history = open(dir)));
afterAll(() => {
  history.close();
  rmSync(dir, { recursive: true, force: true });
});

// What a query is given is its own to walk through: the list it asks about, and what it made of that list.
const given = /^SCAN ((json_each|ranges|states|head|found)\b|CONSTANT ROW|\(subquery)/;

function scansOf(sql: string): string[] {
  const names = [...new Set(sql.match(/\$\w+/g))].map((name) => [name.slice(1), null]);
  const plan = history.file.query<{ detail: string }, [Record<string, null>]>(`EXPLAIN QUERY PLAN ${sql}`);
  const lines = plan.all(Object.fromEntries(names)).map(({ detail }) => detail);
  return lines.filter((line) => line.startsWith("SCAN") && !given.test(line));
}

describe("no question to history scans a table", () => {
  test.each(Object.entries(questions))("%s", (_, sql) => expect(scansOf(sql)).toEqual([]));

  test("a question that does is noticed", () => {
    expect(scansOf("SELECT text FROM messages WHERE text = $text")).toEqual(["SCAN messages"]);
  });
});

test("a page of links reads the index of links, not the room", () => {
  const sql = `EXPLAIN QUERY PLAN ${statements.withLinks}`;
  const plan = history.file.query<{ detail: string }, [Record<string, null>]>(sql);
  const [step] = plan.all({ roomId: null, before: null, limit: null });
  expect(step?.detail).toContain("USING INDEX messages_links");
});

test("a history of before opens with all its migrations done, and none of them twice", () => {
  const version = () =>
    history.file.query<{ user_version: number }, []>("PRAGMA user_version").get()?.user_version;
  expect(version()).toBe(migrations.length);
  history.close();
  history = open(dir);
  expect(version()).toBe(migrations.length);
});

test("what is read and marked is on disk when it is answered: a commit is fsynced into the write-ahead log", () => {
  const value = (pragma: string) => Object.values(history.file.query(`PRAGMA ${pragma}`).get() as object)[0];
  expect(value("journal_mode")).toBe("wal");
  // FULL
  expect(value("synchronous")).toBe(2);
});
