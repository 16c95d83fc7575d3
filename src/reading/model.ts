import { type Static, Type } from "@sinclair/typebox";

import { Steps } from "../protocol/message";
import { Seq, wholeNumber } from "../protocol/text";
import { User } from "../protocol/user";

export const Reading = Type.Object({ seq: Seq }, { examples: [{ seq: 1 }] });

const optionalSeq = (description: string) =>
  Type.Optional(wholeNumber(1, Number.MAX_SAFE_INTEGER, { description, examples: ["42"] }));
export const StepsQuery = Type.Object({
  from: optionalSeq("The first seq; a hundred before the last if absent"),
  to: optionalSeq("The last seq; the newest if absent"),
});
export type StepsQuery = Static<typeof StepsQuery>;
const first = { description: "The first 100; without those who hide what they have read" };
export const Readers = Type.Object({
  read: Type.Array(User, first),
  unread: Type.Array(User, first),
  readCount: Type.Integer(),
  unreadCount: Type.Integer({ description: "The message's own `unread`" }),
});
export type Readers = Static<typeof Readers>;
export const Numbers = Type.Object({ steps: Steps });
