import { type Static, Type } from "@sinclair/typebox";

import { Draft, Message } from "../protocol/message";
import { HistoryEntry } from "../protocol/room";
import { wholeNumber } from "../protocol/text";
import { User } from "../protocol/user";

const OptionalSeq = Type.Optional(wholeNumber(0, Number.MAX_SAFE_INTEGER, { examples: ["42"] }));

export const HistoryQuery = Type.Object({
  before: OptionalSeq,
  after: OptionalSeq,
  around: OptionalSeq,
  at: Type.Optional(
    wholeNumber(0, Number.MAX_SAFE_INTEGER, {
      description: "From the first message of this time or later on, in milliseconds",
      examples: ["1780272000000"],
    }),
  ),
  limit: Type.Optional(wholeNumber(1, 200, { examples: ["50"] })),
});
export type HistoryQuery = Static<typeof HistoryQuery>;

export const History = Type.Object({
  messages: Type.Array(HistoryEntry),
  users: Type.Array(User, { description: "Everyone whom these messages name" }),
  head: Type.Integer(),
  rev: Type.Integer({ description: "These messages show every change up to here" }),
  more: Type.Object({ before: Type.Boolean(), after: Type.Boolean() }),
});

export const OneMessage = Type.Object({ message: Message });
export { Draft };
