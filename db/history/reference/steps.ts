import fc from "fast-check";

import { EVERYONE } from "../../../src/protocol/mentions";
import type { Attachment } from "../../../src/protocol/message";
import type { Changeable, NewMessage } from "../history";

// For tests: random sequences of steps that a history can go through.

export type HistoryStep =
  | { do: "append"; entry: NewMessage }
  | { do: "change"; roomId: string; seq: number; to: Partial<Changeable> }
  | { do: "read"; userId: string; roomId: string; seq: number }
  | { do: "mark"; userId: string; roomId: string; isMarked: boolean };

export const people = ["ann", "bob", "cat"];
export const rooms = ["one", "other"];
const BEGINNING = 1_700_000_000_000;

const person = fc.constantFrom(...people);
const room = fc.constantFrom(...rooms);
const mentioned = fc.constantFrom(...people, EVERYONE);
export const files = ["a.png", "b.pdf"];
const anyFile = fc
  .constantFrom(...files)
  .map((id) => ({ id, name: id, mediaType: "image/png", size: 5, hasThumbnail: false }));
const text = fc.oneof(
  fc.string(),
  fc.constantFrom("see https://potato.kr/menu", "(HTTP://감자.kr)", "xhttps://no"),
);
const anyMessage = fc.record({
  roomId: room,
  authorId: person,
  // few, so that repeats happen
  clientId: fc.integer({ min: 1, max: 12 }).map((n) => `client-id-${n}`),
  kind: fc.constantFrom("text" as const, "text" as const, "system" as const),
  text,
  event: fc.constant(null),
  replySeq: fc.constant(null),
  mentions: fc.uniqueArray(mentioned),
  attachments: fc.uniqueArray(anyFile, { maxLength: 2, selector: ({ id }) => id }),
  hiddenFrom: fc.option(person),
  forwardedFrom: fc.option(room),
  at: fc.integer({ min: BEGINNING, max: BEGINNING + 9 }),
});
// Only messages in a 1:1 are ever hidden, and a 1:1 has no system messages.
const messages = anyMessage.map((one) => ({
  ...one,
  hiddenFrom: one.kind === "system" ? null : one.hiddenFrom,
}));

// Few values, so that some change nothing. The text "no" is refused.
const changes: fc.Arbitrary<Partial<Changeable>> = fc.oneof(
  fc.record({
    text: fc.constantFrom("", "no", "감자", "고구마", "https://고구마.kr"),
    editedAt: fc.constant(BEGINNING),
  }),
  fc.record({ mentions: fc.uniqueArray(mentioned) }),
  fc.record({
    text: fc.constant(""),
    deletedAt: fc.constant(BEGINNING),
    mentions: fc.constant<string[]>([]),
    forwardedFrom: fc.constant(null),
    attachments: fc.constant<Attachment[]>([]),
  }),
  fc.record({ noPreview: fc.boolean() }),
  fc.record({ pin: fc.option(fc.record({ byId: person, at: fc.constant(BEGINNING) })) }),
  fc.record({
    reactions: fc.array(
      fc.record({ emoji: fc.constantFrom("🥔", "👍"), userIds: fc.array(person, { minLength: 1 }) }),
      { maxLength: 2 },
    ),
  }),
);

export const sequences = fc.array(
  fc.oneof(
    {
      weight: 4,
      arbitrary: fc.record({
        do: fc.constant("change" as const),
        roomId: room,
        seq: fc.nat(12),
        to: changes,
      }),
    },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("append" as const), entry: messages }) },
    fc.record({ do: fc.constant("read" as const), userId: person, roomId: room, seq: fc.nat(12) }),
    fc.record({ do: fc.constant("mark" as const), userId: person, roomId: room, isMarked: fc.boolean() }),
  ),
  { maxLength: 24 },
);
