import { expect, test } from "bun:test";

import fc from "fast-check";

import type { Message } from "../../../src/protocol/message";
import { ROOM, textAt } from "../examples";
import type { ChangesPage, HistoryEntry } from "../history";
import { createChanges } from "./changes";
import { live } from "./live";

const COUNT = 12;

/** Each answers the one before. */
const first = (seq: number): Message => ({
  ...textAt(seq),
  replyTo: seq > 1 ? { seq: seq - 1, authorId: "ann", excerpt: `no. ${seq - 1}` } : null,
});

/** A room on a server whose messages change, and a page that has them loaded. */
function world(pageSize = 3) {
  const server = Array.from({ length: COUNT }, (_, n) => first(n + 1));
  const entries: HistoryEntry[] = [];
  let rev = 0;
  const asked: { after: number; answer: (page: ChangesPage | undefined) => void }[] = [];
  const page = (after: number): ChangesPage => {
    const changed = server.filter((one) => (one.rev ?? 0) > after).toSorted((a, b) => a.rev! - b.rev!);
    const messages = changed.slice(0, pageSize);
    const isAll = messages.length === changed.length;
    return { messages, users: [], rev: isAll ? rev : messages.at(-1)!.rev!, more: !isAll };
  };
  const changes = createChanges({
    entriesIn: () => entries,
    fetch: (_, after) =>
      new Promise((resolve, reject) => {
        const answer = (one: ChangesPage | undefined) => (one ? resolve(one) : reject(new Error("offline")));
        asked.push({ after, answer });
      }),
    learn: () => undefined,
  });
  return {
    changes,
    entries,
    asked,
    page,
    rev: () => rev,
    load: () => {
      entries.splice(0, COUNT, ...server.map((one) => live({ ...one })));
      changes.loaded(ROOM, rev, true);
    },
    changeOnServer: (seq: number, text: string) => {
      const frame = { since: rev, rev: rev + 1, text };
      rev++;
      server[seq - 1] = { ...server[seq - 1]!, text, editedAt: rev, rev };
      for (const [at, one] of server.entries())
        if (one.replyTo?.seq === seq) server[at] = { ...one, replyTo: { ...one.replyTo, excerpt: text } };
      const messages = [server[seq - 1]!];
      return () =>
        changes.receive({
          type: "messages.changed",
          roomId: ROOM,
          since: frame.since,
          rev: frame.rev,
          messages,
        });
    },
    shown: () => entries.map((one) => ({ ...one })),
    server: () => server.map((one) => ({ rev: undefined, pin: undefined, ...one })),
  };
}

async function settle(one: ReturnType<typeof world>): Promise<void> {
  one.changes.reached(ROOM, one.rev());
  await Promise.resolve();
  for (let next = one.asked.shift(); next; next = one.asked.shift()) {
    next.answer(one.page(next.after));
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
}

test("whatever frames are lost, late or repeated, loaded messages end as the server has them", () =>
  fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          seq: fc.integer({ min: 1, max: COUNT }),
          fate: fc.constantFrom("now", "late", "lost", "twice"),
        }),
        {
          maxLength: 40,
        },
      ),
      async (edits) => {
        const one = world();
        one.load();
        const late: (() => void)[] = [];
        for (const [nth, { seq, fate }] of edits.entries()) {
          const frame = one.changeOnServer(seq, `edit ${nth}`);
          if (fate === "now" || fate === "twice") frame();
          if (fate === "twice" || fate === "late") late.push(frame);
        }
        for (const frame of late) frame();
        await settle(one);
        expect(one.shown()).toEqual(one.server() as never);
      },
    ),
    { numRuns: 500 },
  ));

test("a row's object stays while its message changes, and my reactions are known from what was made for me", () => {
  const one = world();
  one.load();
  const before = one.entries[2];
  const frame = one.changeOnServer(3, "changed");
  frame();
  expect(one.entries[2]).toBe(before);
  expect(before).toMatchObject({ text: "changed", rev: 1 });
  expect(one.entries[3]).toMatchObject({ replyTo: { excerpt: "changed" } });
  const withReactions = { ...first(3), rev: 2, reactions: [{ emoji: "👍", count: 2 }] };
  one.changes.receiveMine({ type: "reaction.mine", roomId: ROOM, seq: 3, emojis: ["👍"] });
  one.changes.receive({
    type: "messages.changed",
    roomId: ROOM,
    since: 1,
    rev: 2,
    messages: [withReactions],
  });
  expect(before).toMatchObject({ reactions: [{ emoji: "👍", count: 2, mine: true }] });
});

test("what was missed is fetched once, page by page", async () => {
  const one = world(3);
  one.load();
  for (let seq = 1; seq <= 7; seq++) one.changeOnServer(seq, "missed");
  one.changes.reached(ROOM, 7);
  one.changes.reached(ROOM, 7);
  const pages: number[] = [];
  for (let next = one.asked.shift(); next; next = one.asked.shift()) {
    pages.push(next.after);
    next.answer(one.page(next.after));
    for (let turn = 0; turn < 10; turn++) await Promise.resolve();
  }
  expect(pages).toEqual([0, 3, 6]);
  expect(one.shown()).toEqual(one.server() as never);
});
