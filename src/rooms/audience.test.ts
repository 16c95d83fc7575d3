import { expect, test } from "bun:test";

import fc from "fast-check";

import { neverChanged, plain, type Stored } from "../../db/history/history";
import { type Item, shownTo, shownToAll, viewerOf } from "./audience";
import type { RoomWithMembers } from "./membership";

// For all members, times of joining and blocks: no text reaches a user who may not see it, by page or by frame, and every
// user who may see it gets it on the page.

const TEXT = "the text of the message";
const SECRET = "the text that it answers";
const QUOTED = 5;
const people = ["ann", "bob", "cat", "dan"];

const stored = (seq: number, text: string, hiddenFrom: string | null): Stored => ({
  ...plain,
  roomId: "room",
  authorId: "ann",
  clientId: `client-${seq}`,
  seq,
  ordinal: seq,
  at: seq,
  text,
  hiddenFrom,
  ...neverChanged,
});

const joins = fc.integer({ min: 0, max: 2 * QUOTED });
const groups = fc.record({
  kind: fc.constant("group" as const),
  visibility: fc.constantFrom("private" as const, "public" as const),
  joinedSeqs: fc.array(joins, { minLength: 1, maxLength: people.length }),
  // In a group, blocks hide nothing.
  hiddenFrom: fc.constant([null, null]),
});
const blocked = fc.constantFrom(null, "ann", "bob");
const directs = fc.record({
  kind: fc.constant("direct" as const),
  visibility: fc.constant("private" as const),
  joinedSeqs: fc.array(joins, { minLength: 2, maxLength: 2 }),
  hiddenFrom: fc.array(blocked, { minLength: 2, maxLength: 2 }),
});
const cases = fc.oneof(groups, directs).map(({ kind, visibility, joinedSeqs, hiddenFrom }) => {
  const members = new Map(joinedSeqs.map((joinedSeq, nth) => [people[nth]!, { joinedSeq }]));
  const known = { room: { id: "room", kind, visibility }, members } as unknown as RoomWithMembers;
  const [ofMessage, ofQuote] = hiddenFrom as [string | null, string | null];
  const quote = stored(QUOTED, SECRET, ofQuote);
  const item: Item = { stored: { ...stored(11, TEXT, ofMessage), replySeq: QUOTED }, quote, unread: 0 };
  return { known, item, ofMessage, ofQuote };
});

test("an answer to a system message, as older servers stored it, quotes nothing", () => {
  const quote = { ...stored(1, "", null), kind: "system" as const };
  const item: Item = { stored: { ...stored(2, TEXT, null), replySeq: 1 }, quote, unread: 0 };
  expect(shownTo({ userId: "ann", floor: 0 }, item)).toMatchObject({ text: TEXT, replyTo: null });
});

test("no text reaches whoever may not see it, and whoever may finds it", () => {
  fc.assert(
    fc.property(cases, ({ known, item, ofMessage, ofQuote }) => {
      const frames = shownToAll(known, item);
      const mayAll: boolean[] = [];
      for (const [userId, { joinedSeq }] of known.members) {
        const page = shownTo(viewerOf(known, userId), item);
        const frame = frames instanceof Map ? frames.get(userId) : frames;
        const mayRead = ofMessage !== userId;
        const isOfTheirTime = known.room.visibility === "public" || QUOTED > joinedSeq;
        const mayQuote = mayRead && isOfTheirTime && ofQuote !== userId;
        mayAll.push(mayQuote);
        const onPage = JSON.stringify(page);
        expect([onPage.includes(TEXT), onPage.includes(SECRET)]).toEqual([mayRead, mayQuote]);
        // The frame has the message for every user who may see it, and the quote at most.
        expect(JSON.stringify(frame ?? null).includes(TEXT)).toBe(mayRead);
        if (!mayQuote) expect(JSON.stringify(frame ?? null)).not.toContain(SECRET);
        // A hidden quote is marked as hidden, unless a block hides it.
        if (page.kind !== "hidden" && ofQuote !== userId)
          expect([page.replyTo?.seq, page.replyTo?.hidden]).toEqual([
            QUOTED,
            isOfTheirTime ? undefined : true,
          ]);
        // Individual frames are equal to the user's page.
        if (frames instanceof Map && frame) expect(frame).toEqual(page as never);
      }
      if (mayAll.every(Boolean)) expect(JSON.stringify(frames)).toContain(SECRET);
    }),
    { numRuns: 500 },
  );
});

test("a stranger is shown no quote of a private room", () => {
  const known = {
    room: { kind: "group", visibility: "private" },
    members: new Map(),
  } as unknown as RoomWithMembers;
  const item = { stored: stored(11, TEXT, null), quote: stored(QUOTED, SECRET, null), unread: 0 };
  expect(JSON.stringify(shownTo(viewerOf(known, "eve"), item))).not.toContain(SECRET);
});
