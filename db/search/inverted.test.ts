import { afterAll, describe, expect, test } from "bun:test";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { dice } from "../../src/testing/fixtures/dice";
import type { Indexed, IndexPart, IndexQuery } from "./contents";
import { Inverted } from "./inverted";
import { RemoteIndex } from "./remote";
import { expressionOf } from "./text/terms";
import { areIn, wordsOf } from "./text/words";

const dir = mkdtempSync(join(tmpdir(), "potato-search-"));
afterAll(() => rmSync(dir, { recursive: true }));
let files = 0;
const path = () => join(dir, `${++files}.sqlite`);

const AT = 1_780_000_000_000;
const message = (seq: number, text: string, more: Partial<Indexed> = {}): Indexed => ({
  seq,
  at: AT + seq * 100,
  authorId: "ann",
  texts: [text],
  has: [],
  ...more,
});
const part = (roomId: string, messages: Indexed[], rev = 0): IndexPart => ({
  roomId,
  seq: messages.at(-1)?.seq ?? 0,
  rev,
  messages,
});
const query = (q: string, roomIds: string[], more: Partial<IndexQuery> = {}): IndexQuery => ({
  terms: wordsOf(q).flatMap(expressionOf),
  roomIds,
  limit: 10_000,
  patience: 10_000,
  ...more,
});
const places = (index: Inverted, asked: IndexQuery): string[] =>
  index.candidates(asked).found.map(({ roomId, seq }) => `${roomId}${seq}`);

const SYLLABLES = [..."가나다라마바사아자차김치찌개먹자회의갑각값ab12"];

describe("the index", () => {
  test("names every message that has the words, in my rooms only, the newest first", () => {
    const roll = dice(42);
    const texts = Array.from({ length: 1500 }, () =>
      Array.from({ length: 1 + roll(12) }, () =>
        roll(5) === 0 ? " " : SYLLABLES[roll(SYLLABLES.length)],
      ).join(""),
    );
    const index = Inverted.open(path(), "one");
    const rooms = Array.from({ length: 40 }, (_, nth) => `r${nth}:`);
    const all = texts.map((text, nth) => ({ room: nth % 40, nth, text }));
    for (const [no, roomId] of rooms.entries())
      index.put([
        part(
          roomId,
          all
            .filter(({ room }) => room === no)
            .map(({ nth, text }) => message(Math.floor(nth / 40) + 1, text, { at: AT + nth * 7 })),
        ),
      ]);
    for (let run = 0; run < 120; run++) {
      const source = texts[roll(texts.length)]!;
      const from = roll(source.length);
      const q = source.slice(from, from + 1 + roll(5)).trim();
      const mine = roll(2) === 0 ? rooms : rooms.slice(0, 1 + roll(5));
      if (q === "") continue;
      const expected = all
        .filter(({ room, text }) => mine.includes(rooms[room]!) && areIn([text], wordsOf(q)))
        .map(({ room, nth }) => `${rooms[room]}${Math.floor(nth / 40) + 1}`)
        .toReversed();
      const named = new Set(places(index, query(q, mine)));
      const checked = [...named].filter((place) => expected.includes(place));
      expect([q, checked]).toEqual([q, expected]);
      for (const place of named) expect(mine.some((roomId) => place.startsWith(roomId))).toBeTrue();
    }
    index.close();
  });

  test("goes on where a page ended, and keeps spans of time, authors and what messages have", () => {
    const index = Inverted.open(path(), "one");
    const some = Array.from({ length: 25 }, (_, nth) =>
      message(nth + 1, `potato ${nth}`, { authorId: nth % 2 ? "bob" : "ann", has: nth % 5 ? [] : ["link"] }),
    );
    index.put([part("r", some)]);
    const seqs: number[] = [];
    let before: number | undefined;
    do {
      const { found, next } = index.candidates(query("potato", ["r"], { limit: 4, before }));
      seqs.push(...found.map(({ seq }) => seq));
      before = next ?? undefined;
    } while (before !== undefined);
    expect(seqs).toEqual(Array.from({ length: 25 }, (_, nth) => 25 - nth));
    expect(places(index, query("potato", ["r"], { since: AT + 2400 }))).toEqual(["r25", "r24"]);
    expect(places(index, query("potato", ["r"], { until: AT + 200 })).at(-1)).toBe("r1");
    expect(places(index, query("potato", ["r"], { until: AT + 200 }))).not.toContain("r9");
    expect(places(index, query("potato 15", ["r"], { authorId: "bob", has: "link" }))).toEqual(["r16"]);
    expect(places(index, query("potato", ["r"], { authorId: "nobody" }))).toEqual([]);
    expect(places(index, query("potato", ["elsewhere"]))).toEqual([]);
    index.close();
  });

  test("answers what it has when its time is over, and goes on from there", () => {
    const index = Inverted.open(path(), "one");
    index.put([
      part(
        "r",
        Array.from({ length: 2000 }, (_, nth) => message(nth + 1, "potato")),
      ),
    ]);
    const seqs: number[] = [];
    let pages = 0;
    let before: number | undefined;
    do {
      const { found, next } = index.candidates(query("potato", ["r"], { patience: 0, before }));
      seqs.push(...found.map(({ seq }) => seq));
      before = next ?? undefined;
      pages++;
    } while (before !== undefined);
    expect(seqs).toEqual(Array.from({ length: 2000 }, (_, nth) => 2000 - nth));
    expect(pages).toBeGreaterThan(5);
    index.close();
  });

  test("gives each of many messages of one moment a place of its own, and finds it again", () => {
    const index = Inverted.open(path(), "one");
    const some = Array.from({ length: 2000 }, (_, nth) => message(nth + 1, "at once", { at: AT }));
    index.put([part("a", some), part("b", some.slice(0, 10))]);
    index.put([part("a", [message(1999, "later", { at: AT })], 1)]);
    expect(places(index, query("later", ["a", "b"]))).toEqual(["a1999"]);
    expect(places(index, query("at once", ["a"], { limit: 3 }))).toEqual(["a2000", "a1998", "a1997"]);
    expect(places(index, query("at once", ["a"], { until: AT + 1, limit: 5000 }))).toHaveLength(1999);
    index.close();
  });

  test("holds nothing of what was deleted or edited, also on the disk, once that is forgotten", () => {
    const file = path();
    const index = Inverted.open(file, "one");
    const filler = Array.from({ length: 500 }, (_, nth) => message(nth + 2, `filler ${nth} 감자`));
    index.put([part("r", [message(1, "쀍뾁쀍뾁쀍 xqzxqz"), ...filler])]);
    // What x and q are in terms, in UTF-8, without the byte that they may share with the term before.
    const isThere = () =>
      ["", "-wal"].some((end) => readFileSync(file + end).includes(Buffer.from([0xb8, 0xc3, 0xb1])));
    expect([places(index, query("xqz", ["r"])), isThere()]).toEqual([["r1"], true]);
    index.put([{ ...part("r", [message(1, "", { texts: [] })], 1), seq: 501 }]);
    expect([places(index, query("xqz", ["r"])), isThere()]).toEqual([[], true]);
    expect(index.forgetSome(3600_000)).toBeFalse();
    let steps = 0;
    while (index.forgetSome(0)) expect(++steps).toBeLessThan(1000);
    expect(isThere()).toBeFalse();
    expect(places(index, query("감자", ["r"]))).toHaveLength(500);
    index.close();
  });

  test("is kept over a restart, and made anew where it is of another history or damaged", () => {
    const file = path();
    const open = (epoch: string) => {
      const index = Inverted.open(file, epoch);
      const marks = index.marks();
      return { index, marks };
    };
    const first = open("one");
    expect(first.marks).toEqual([]);
    first.index.put([part("r", [message(1, "kept")], 7)]);
    first.index.close();
    const second = open("one");
    expect(second.marks).toEqual([{ roomId: "r", seq: 1, rev: 7 }]);
    expect(places(second.index, query("kept", ["r"]))).toEqual(["r1"]);
    second.index.close();
    const third = open("two");
    expect([third.marks, places(third.index, query("kept", ["r"]))]).toEqual([[], []]);
    third.index.put([part("r", [message(1, "kept")])]);
    third.index.close();
    writeFileSync(file, "no database at all, but long enough to be taken for one".repeat(200));
    const fourth = open("two");
    expect(fourth.marks).toEqual([]);
    fourth.index.close();
  });
});

describe("in a thread of its own", () => {
  test("the index answers the same, and says what it cannot do", async () => {
    const { index, marks } = await RemoteIndex.open(path(), "one");
    expect(marks).toEqual([]);
    await index.put([part("r", [message(1, "감자튀김")])]);
    expect((await index.candidates(query("감잩", ["r"]))).found).toMatchObject([{ roomId: "r", seq: 1 }]);
    const fault = await index.candidates(query("", ["r"], { terms: ['"'] })).catch((error: unknown) => error);
    expect(String(fault)).toContain("string");
    await index.close();
    expect(await index.put([]).catch((error: unknown) => String(error))).toContain("gone");
  });
});
