import { describe, expect, test } from "bun:test";

import fc from "fast-check";

import type { Message } from "../../../src/protocol/message";
import { textAt } from "../examples";
import type { HistoryEntry } from "../history";
import { catchUpOf, type Missed } from "./summary";

const said = (seq: number, authorId: string, at = 0): Message => ({ ...textAt(seq), authorId, at });

const MINUTE_MS = 60_000;
const everyone = () => true;

describe("when all that I missed is loaded", () => {
  test("it says how many wrote how much, most first, and over what time", () => {
    const missed = loaded([..."aabaabaaab"].map((who, n) => said(11 + n, who, n * MINUTE_MS)));
    expect(catchUpOf(missed, everyone)).toEqual({
      total: 10,
      loaded: 10,
      speakers: [
        { id: "a", count: 7, first: 11 },
        { id: "b", count: 3, first: 13 },
      ],
      others: 0,
      spanMs: 9 * MINUTE_MS,
    });
  });

  test("of two with as many messages, who spoke first comes first", () => {
    const missed = loaded([..."bcaabc"].map((who, n) => said(11 + n, who)));
    expect(catchUpOf(missed, everyone).speakers.map(({ id }) => id)).toEqual(["b", "c", "a"]);
  });

  test("deleted and blocked people are counted, but not named", () => {
    const missed = loaded([..."axxay"].map((who, n) => said(11 + n, who)));
    const isNamed = (id: string) => id === "a";
    const { total, speakers, others } = catchUpOf(missed, isNamed);
    expect({ total, others }).toEqual({ total: 5, others: 3 });
    expect(speakers).toEqual([{ id: "a", count: 2, first: 11 }]);
  });

  test("system messages and hidden ones are counted nowhere, also at either end", () => {
    const missed = loaded([joined(11), said(12, "a"), hidden(13), said(14, "a"), joined(15)]);
    expect(catchUpOf(missed, everyone)).toMatchObject({ total: 2, loaded: 2, others: 0 });
  });

  test("deleted messages count, as they do in the room's number", () => {
    const gone = { ...said(11, "a"), text: "", deletedAt: 1 };
    expect(catchUpOf(loaded([gone, said(12, "a")]), everyone).total).toBe(2);
  });

  test("what I had read, and what came after I opened the room, does not count", () => {
    const missed = loaded([said(11, "a"), said(12, "b")]);
    const entries = [said(9, "c"), said(10, "c"), ...missed.entries, said(13, "c"), said(14, "c")];
    expect(catchUpOf({ ...missed, entries }, everyone)).toEqual(catchUpOf(missed, everyone));
  });
});

describe("when only a part is loaded", () => {
  const missed: Missed = {
    entries: [said(11, "a"), said(12, "b", 2 * MINUTE_MS)],
    after: 10,
    until: 210,
    unread: 200,
    last: { seq: 210, at: 60 * MINUTE_MS },
  };

  test("the total is the server's, the rest is of the part, and the last message says when it ended", () => {
    expect(catchUpOf(missed, everyone)).toMatchObject({ total: 200, loaded: 2, spanMs: 60 * MINUTE_MS });
  });

  test("if the last message is not known, neither is the time", () => {
    expect(catchUpOf({ ...missed, last: undefined }, everyone).spanMs).toBeUndefined();
  });

  test("rows that begin after the first unread one are a part, too, and do not say when it began", () => {
    const late = { ...missed, entries: [said(209, "a"), said(210, "b")] };
    expect(catchUpOf(late, everyone)).toMatchObject({ total: 200, loaded: 2, spanMs: undefined });
  });

  test("nothing is loaded: the total is all there is", () => {
    expect(catchUpOf({ ...missed, entries: [] }, everyone)).toEqual({
      total: 200,
      loaded: 0,
      speakers: [],
      others: 0,
      spanMs: undefined,
    });
  });
});

test("however much is loaded, every loaded message is someone's or among the others, and the total never shrinks", () => {
  const kinds = fc.array(fc.constantFrom("a", "b", "x", "system", "hidden"), { minLength: 1, maxLength: 60 });
  fc.assert(
    fc.property(kinds, fc.nat(60), (all, count) => {
      const entries = all.map((kind, n) => {
        if (kind === "system") return joined(11 + n);
        return kind === "hidden" ? hidden(11 + n) : said(11 + n, kind, n);
      });
      const whole = loaded(entries);
      const part = { ...whole, entries: entries.slice(0, count) };
      const now = catchUpOf(part, (id) => id !== "x");
      expect(now.speakers.reduce((sum, one) => sum + one.count, now.others)).toBe(now.loaded);
      expect(now.total).toBe(whole.unread);
      expect(now.loaded).toBeLessThanOrEqual(now.total);
    }),
  );
});

function loaded(entries: HistoryEntry[]): Missed {
  const last = entries.at(-1)!;
  const unread = entries.filter(({ kind }) => kind === "text").length;
  return { entries, after: 10, until: last.seq, unread, last: { seq: last.seq, at: timeOf(last) } };
}

const timeOf = (entry: HistoryEntry): number => (entry.kind === "hidden" ? 0 : entry.at);

function joined(seq: number): HistoryEntry {
  const event = { kind: "joined" as const, byId: "z", userIds: ["z"] };
  return { ...said(seq, "z"), kind: "system", text: "", event };
}

const hidden = (seq: number): HistoryEntry => ({ roomId: "room", seq, kind: "hidden" });
