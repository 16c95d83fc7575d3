import { afterEach, beforeEach, describe, expect, test } from "bun:test";
import {
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { neverChanged, type NewMessage, plain, type Stored } from "../../history";
import { open } from "../../sqlite";
import { filesIn, Journal, read } from "./journal";

let dir: string;
let nth = 0;
beforeEach(() => void (dir = mkdtempSync(join(tmpdir(), "potato-journal-"))));
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const entry = (more: Partial<NewMessage> = {}): NewMessage => ({
  ...plain,
  roomId: "room",
  authorId: "ann",
  clientId: `client-id-${++nth}`,
  text: "감자\n🥔",
  ...more,
});
const message = (seq: number): Stored => ({
  ...entry(),
  seq,
  ordinal: seq,
  at: seq,
  ...neverChanged,
});

/** Three batches in one file; where each line ends. */
async function written() {
  const journal = new Journal(dir);
  const batches = [[message(1)], [message(2), message(3)], [message(4)]];
  const ends: number[] = [];
  for (const batch of batches) {
    await journal.append(batch);
    ends.push(journal.bytes);
  }
  journal.seal();
  const [path] = filesIn(dir) as [string];
  return { path, bytes: readFileSync(path), ends, all: batches.flat() };
}

describe("a file of the journal", () => {
  test("comes back as it was written", async () => {
    const { path, all } = await written();
    expect(read(path)).toEqual({ state: "clean", messages: all });
  });

  test("with any one bit turned it is damaged, or all of it is still there", async () => {
    const { path, bytes, all } = await written();
    const seen = new Set<string>();
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const turned = Buffer.from(bytes);
      turned[bit >> 3]! ^= 1 << (bit & 7);
      writeFileSync(path, turned);
      const { state, messages } = read(path);
      seen.add(state);
      expect(messages).toEqual(all.slice(0, messages.length));
      if (state !== "damaged") expect([state, messages.length]).toEqual(["clean", all.length]);
    }
    // Only the end of the very last line can be spoilt and nothing lost.
    expect(seen).toEqual(new Set(["damaged", "clean"]));
  });

  test("cut off anywhere it is torn, never damaged, and has all lines that are whole", async () => {
    const { path, bytes, ends, all } = await written();
    for (let size = 0; size < bytes.length; size++) {
      writeFileSync(path, bytes.subarray(0, size));
      const { state, messages } = read(path);
      // Of a line that lacks only its end, nothing is lost.
      const lines = ends.filter((end) => size >= end - 1).length;
      expect(messages).toEqual(all.slice(0, [0, 1, 3, 4][lines]));
      const isAtAnEnd = size === 0 || ends.some((end) => size === end || size === end - 1);
      expect(state).toBe(isAtAnEnd ? "clean" : "torn");
    }
  });

  test("a line that is gone from its middle is noticed", async () => {
    const { path, bytes, ends } = await written();
    writeFileSync(path, Buffer.concat([bytes.subarray(0, ends[0]), bytes.subarray(ends[1])]));
    expect(read(path)).toMatchObject({ state: "damaged", messages: [{ seq: 1 }] });
  });
});

describe("a history that ended without a word", () => {
  /** As a crash leaves it: the journal is there, and nothing was moved. */
  async function ended(howMany: number): Promise<Stored[]> {
    const history = open(dir);
    const appended = [];
    for (let n = 0; n < howMany; n++) appended.push((await history.append([entry()]))[0]!.message);
    crash(history);
    return appended;
  }
  /** What is on the disk at this moment is all there will be. */
  function crash(history: ReturnType<typeof open>): void {
    const kept = mkdtempSync(join(tmpdir(), "potato-journal-"));
    cpSync(dir, kept, { recursive: true });
    history.close();
    rmSync(dir, { recursive: true, force: true });
    dir = kept;
  }
  const journal = () => filesIn(dir).at(-1) as string;

  test("has all of it at the next start, and a repeat is one", async () => {
    const appended = await ended(5);
    const history = open(dir);
    expect(await history.page("room", { limit: 9 })).toEqual(appended);
    const [again] = await history.append([{ ...entry(), clientId: appended[2]!.clientId }]);
    expect(again).toEqual({ message: appended[2]!, isRepeat: true });
    expect(await history.cursors("room")).toEqual(new Map([["ann", 5]]));
    history.close();
  });

  test("moves it in its own time; then the file goes, and another start finds the same", async () => {
    const appended = await ended(300);
    const history = open(dir);
    while (filesIn(dir).length > 0) await Bun.sleep(1);
    const inTables = history.file.query("SELECT count(*) AS n, max(seq) AS last FROM messages").get();
    expect(inTables).toEqual({ n: 300, last: 300 });
    expect(await history.page("room", { limit: 400 })).toEqual(appended);
    history.close();
    expect(readdirSync(dir)).toEqual(["history.sqlite"]);
  });

  test("takes what was moved already for what it is", async () => {
    const appended = await ended(5);
    const kept = readFileSync(journal());
    open(dir).close();
    writeFileSync(join(dir, "history.journal.1"), kept);
    const history = open(dir);
    expect(history.isWhole).toBe(true);
    expect(await history.page("room", { limit: 9 })).toEqual(appended);
    expect((await history.append([entry()]))[0]!.message.seq).toBe(6);
    history.close();
  });

  test("has what was changed, also of what was moved before, and a repeat of all of it changes nothing", async () => {
    await ended(4);
    open(dir).close();
    const history = open(dir);
    const [added] = await history.append([entry()]);
    const edit = (seq: number, text: string) => ({ roomId: "room", seq, to: () => ({ text, editedAt: 1 }) });
    await history.change([edit(2, "once"), edit(5, "also new")]);
    await history.change([edit(2, "twice")]);
    expect((await history.append([{ ...entry(), clientId: added!.message.clientId }]))[0]).toMatchObject({
      message: { text: "also new", rev: 2 },
      isRepeat: true,
    });
    const [page, changes] = [await history.page("room", { limit: 9 }), { after: 0, limit: 9 }];
    const changed = await history.changes("room", changes);
    expect(changed).toMatchObject({ messages: [{ seq: 5 }, { seq: 2, text: "twice" }], rev: 3 });
    crash(history);
    const lines = readFileSync(journal());
    for (const hasMoved of [false, true, true]) {
      if (hasMoved) {
        open(dir).close();
        // As a crash leaves it after all was moved.
        writeFileSync(join(dir, "history.journal.1"), lines);
      }
      const again = open(dir);
      expect([again.isWhole, await again.page("room", { limit: 9 })]).toEqual([true, page]);
      expect(await again.changes("room", changes)).toEqual(changed);
      crash(again);
    }
  });

  test.each([
    [
      "messages could change",
      ["rev", "reactions", "pin", "noPreview", "forwardedFrom"],
      (one: object) => [one],
    ],
    ["they said where they are from", ["forwardedFrom"], (one: object) => ({ v: 2, messages: [one] })],
    ["they could be without a preview", ["noPreview"], (one: object) => ({ v: 2, messages: [one] })],
  ] as const)("of before %s is read, and they have not", async (_, missing, record) => {
    const old = message(1);
    const first: Partial<Stored> = { ...old };
    for (const field of missing) delete first[field];
    const json = JSON.stringify(record(first));
    const sum = Bun.hash.crc32(Buffer.from(json), 0).toString(16).padStart(8, "0");
    writeFileSync(join(dir, "history.journal.1"), `${sum} ${json}\n`);
    const history = open(dir);
    expect(await history.page("room", { limit: 9 })).toEqual([old]);
    history.close();
  });

  test("goes on behind a line that has no end", async () => {
    const appended = await ended(5);
    truncateSync(journal(), readFileSync(journal()).length - 20);
    for (const last of [5, 6]) {
      const before = filesIn(dir);
      const history = open(dir);
      expect((await history.append([entry()]))[0]!.message.seq).toBe(last);
      expect((await history.page("room", { limit: 9 })).slice(0, 4)).toEqual(appended.slice(0, 4));
      // Each life has a file of its own.
      expect(before).not.toContain(journal());
      crash(history);
    }
  });

  test("does not open where what it has lies behind what is lost; read only, it shows what is left", async () => {
    await ended(5);
    open(dir).close();
    const history = open(dir);
    await history.append([entry()]);
    history.file.run("DELETE FROM messages WHERE seq > 3");
    crash(history);
    expect(() => open(dir)).toThrow("damaged");
    const left = open(dir, { readonly: true });
    expect([left.isWhole, await left.head("room")]).toEqual([false, 3]);
    expect(await left.append([entry()]).catch(({ code }) => code)).toBe("read-only");
    left.close();
    const next = open(dir, { isLossAccepted: true });
    expect((await next.append([entry()]))[0]!.message.seq).toBe(4);
    next.close();
    expect(filesIn(dir)).toEqual([]);
  });

  test("of a newer release is refused, by its journal as by its tables, and nothing is changed", async () => {
    await ended(3);
    const json = JSON.stringify({ v: 99, messages: [] });
    const sum = Bun.hash.crc32(Buffer.from(json), 0).toString(16).padStart(8, "0");
    writeFileSync(join(dir, "history.journal.9"), `${sum} ${json}\n`);
    expect(() => open(dir)).toThrow("newer release");
    expect(() => open(dir, { isLossAccepted: true })).toThrow("newer release");
    rmSync(join(dir, "history.journal.9"));
    const history = open(dir);
    expect(await history.head("room")).toBe(3);
    history.file.run("PRAGMA user_version=99");
    history.close();
    const files = readdirSync(dir);
    expect(() => open(dir)).toThrow("newer release");
    expect(readdirSync(dir)).toEqual(files);
  });

  test("keeps nothing of a batch that could not be written, and says so", async () => {
    const [first] = await ended(1);
    const history = open(dir);
    symlinkSync("/dev/full", join(dir, "history.journal.2"));
    const code = await history.append([entry(), entry({ roomId: "other" })]).catch((error) => error.code);
    expect(code).toBe("overloaded");
    expect(await history.page("room", { limit: 9 })).toEqual([first!]);
    expect(await history.head("other")).toBe(0);
    history.close();
  });

  test("refuses what would have to be kept in memory without end, until it can move what is there", async () => {
    const history = open(dir);
    history.file.run("ALTER TABLE cursors RENAME TO lost");
    const many = () => Array.from({ length: 200 }, () => entry({ text: "x".repeat(16_000) }));
    const say = () =>
      history.append(many()).then(
        () => "said",
        ({ code }) => code,
      );
    let batches = 0;
    while ((await say()) === "said") batches++;
    expect(await say()).toBe("overloaded");
    expect(batches * 200 * 16_000).toBeWithin(64e6, 90e6);
    history.file.run("ALTER TABLE lost RENAME TO cursors");
    while ((await say()) !== "said") await Bun.sleep(1);
    history.close();
    expect(filesIn(dir)).toEqual([]);
  }, 20_000);
});
