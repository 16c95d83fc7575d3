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
  let shownAs = (seq: number): Message => server[seq - 1]!;
  const page = (after: number): ChangesPage => {
    const changed = server
      .map(({ seq }) => shownAs(seq))
      .filter((one) => (one.rev ?? 0) > after)
      .toSorted((a, b) => a.rev! - b.rev!);
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
    /** What a page has: as the server has it, unless someone's reactions are in it. */
    pageAs: (as: (seq: number) => Message) => void (shownAs = as),
    serverAt: (seq: number) => server[seq - 1]!,
    /** Asks for a page, and returns what its answer does. */
    ask: () => {
      const [answer, asOf] = [server.map(({ seq }) => ({ ...shownAs(seq) })), rev];
      return () => {
        entries.splice(0, COUNT, ...answer.map(live));
        changes.loaded(ROOM, asOf, true);
      };
    },
    changeOnServer: (seq: number, text: string) => {
      const frame = { since: rev, rev: rev + 1, text };
      rev++;
      server[seq - 1] = { ...server[seq - 1]!, text, editedAt: rev, rev };
      for (const [at, one] of server.entries())
        if (one.replyTo?.seq === seq) server[at] = { ...one, replyTo: { ...one.replyTo, excerpt: text } };
      const message = server[seq - 1]!;
      return (reactions = message.reactions) =>
        changes.receive({
          type: "messages.changed",
          roomId: ROOM,
          since: frame.since,
          rev: frame.rev,
          messages: [{ ...message, reactions }],
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
        one.ask()();
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
  one.ask()();
  const before = one.entries[2];
  const frame = one.changeOnServer(3, "changed");
  frame();
  expect(one.entries[2]).toBe(before);
  expect(before).toMatchObject({ text: "changed", rev: 1 });
  expect(one.entries[3]).toMatchObject({ replyTo: { excerpt: "changed" } });
  const withReactions = { ...first(3), rev: 2, reactions: [{ emoji: "👍", count: 2 }] };
  one.changes.receiveMine({ type: "reaction.mine", roomId: ROOM, seq: 3, rev: 2, emojis: ["👍"] });
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
  one.ask()();
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

const POTATO = "🥔";
const reactionSteps = fc.array(
  fc.oneof(
    fc.record({
      do: fc.constant("react" as const),
      seq: fc.constantFrom(1, 2),
      isMine: fc.boolean(),
    }),
    fc.record({ do: fc.constant("deliver" as const), count: fc.integer({ min: 1, max: 3 }) }),
    fc.constantFrom({ do: "cut" as const }, { do: "ask" as const }, { do: "answer" as const }),
  ),
  { maxLength: 40 },
);

test("whatever is cut, and whatever a late page says, my own reactions end as they are", () =>
  fc.assert(
    fc.asyncProperty(reactionSteps, async (steps) => {
      const one = world();
      // On the server: who has reacted, and what a page says of it, which is for me.
      const reacted = new Map<number, Set<string>>();
      const pageOf = (seq: number): Message => {
        const names = reacted.get(seq) ?? new Set();
        const reactions =
          names.size === 0 ? [] : [{ emoji: POTATO, count: names.size, mine: names.has("me") }];
        return { ...one.serverAt(seq), reactions };
      };
      one.pageAs(pageOf);
      one.ask()();
      let [sent, pages]: [(() => void)[], (() => void)[]] = [[], []];
      const acts = {
        react: ({ seq = 1, isMine = false }) => {
          const names = reacted.get(seq) ?? new Set();
          const who = isMine ? "me" : "bob";
          if (!names.delete(who)) names.add(who);
          reacted.set(seq, names);
          const changed = one.changeOnServer(seq, "text");
          const mine = {
            type: "reaction.mine",
            roomId: ROOM,
            seq,
            rev: one.rev(),
            emojis: names.has("me") ? [POTATO] : [],
          } as const;
          // The same for everyone, as of then.
          const count = names.size;
          const reactions = count === 0 ? [] : [{ emoji: POTATO, count }];
          if (isMine) sent.push(() => one.changes.receiveMine(mine));
          sent.push(() => changed(reactions));
        },
        deliver: ({ count = 1 }) => sent.splice(0, count).forEach((frame) => frame()),
        cut: () => {
          sent = [];
          one.changes.reached(ROOM, one.rev());
        },
        ask: () => pages.push(one.ask()),
        answer: () => pages.shift()?.(),
      };
      for (const step of steps) acts[step.do](step as never);
      for (const frame of [...sent, ...pages]) frame();
      await settle(one);
      const shown = one.shown().map((entry) => (entry.kind === "hidden" ? [] : entry.reactions));
      expect(shown).toEqual(one.shown().map(({ seq }) => pageOf(seq).reactions));
    }),
    { numRuns: 4000 },
  ));
