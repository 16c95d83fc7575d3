import { type Static, Type } from "@sinclair/typebox";

import { Message } from "../../protocol/message";
import { wholeNumber } from "../../protocol/text";
import { User } from "../../protocol/user";

export const MentionsQuery = Type.Object({
  cursor: Type.Optional(
    Type.String({
      pattern: "^[0-9]{1,16}_[A-Za-z0-9-]{1,36}_[0-9]{1,16}$",
      description: "Of the page before",
      examples: ["1780272000000_2f1c0e8a-5b1d-4c57-9d0e-7a0f3f6f2b11_42"],
    }),
  ),
  limit: Type.Optional(wholeNumber(1, 50, { description: "20 if absent", examples: ["20"] })),
});
export type MentionsQuery = Static<typeof MentionsQuery>;

const Mention = Type.Object({
  message: Message,
  isUnread: Type.Boolean({ description: "It is after my cursor" }),
});

export const Mentions = Type.Object({
  mentions: Type.Array(Mention, { description: "Newest first" }),
  users: Type.Array(User, { description: "Everyone whom these messages name" }),
  cursor: Type.Union([Type.String(), Type.Null()], {
    description: "To go on; null where there are no more",
  }),
});
export type Mentions = Static<typeof Mentions>;
