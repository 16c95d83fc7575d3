import { type Static, Type } from "@sinclair/typebox";

import { Steps } from "../protocol/message";
import { Id, Seq, wholeNumber } from "../protocol/text";
import { User } from "../protocol/user";

export const Reading = Type.Object({ seq: Seq }, { examples: [{ seq: 1 }] });

// Of a client that shows them all: some 30 kB.
const MOST_ROOMS = 500;
export const ReadMany = Type.Object({
  rooms: Type.Array(Type.Object({ roomId: Id, seq: Seq }), {
    maxItems: MOST_ROOMS,
    description:
      "Up to which seq of each room: what the client has shown, so that nothing that comes meanwhile is read",
    examples: [[{ roomId: "2f1c0e8a-5b1d-4c57-9d0e-7a0f3f6f2b11", seq: 1 }]],
  }),
});
export type ReadMany = Static<typeof ReadMany>;

const optionalSeq = (description: string) =>
  Type.Optional(wholeNumber(1, Number.MAX_SAFE_INTEGER, { description, examples: ["42"] }));
export const StepsQuery = Type.Object({
  from: optionalSeq("The first seq; a hundred before the last if absent"),
  to: optionalSeq("The last seq; the newest if absent"),
});
export type StepsQuery = Static<typeof StepsQuery>;

const Next = Type.Union([Type.String(), Type.Null()]);
const named = { description: "By id; without those who hide what they have read" };
export const Readers = Type.Object({
  read: Type.Array(User, named),
  unread: Type.Array(User, named),
  readCount: Type.Integer(),
  unreadCount: Type.Integer({ description: "The message's own `unread`" }),
  next: Type.Object(
    { read: Next, unread: Next },
    { description: "The `cursor` that continues each list; null at its end" },
  ),
});
export type Readers = Static<typeof Readers>;
/** Names the list that it continues, and the last person of the page before. */
export const ReadersQuery = Type.Object({
  cursor: Type.Optional(
    Type.String({
      pattern: "^(read|unread)\\.[A-Za-z0-9_-]{1,36}$",
      description: "From `next` of the answer before: more of that list, and of the other nobody",
      examples: ["unread.0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3b"],
    }),
  ),
  limit: Type.Optional(
    wholeNumber(1, 100, { description: "At most so many of each list; 100 if absent", examples: ["100"] }),
  ),
});
export type ReadersQuery = Static<typeof ReadersQuery>;
export const Numbers = Type.Object({ steps: Steps });
