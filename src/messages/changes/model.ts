import { type Static, Type } from "@sinclair/typebox";

import { Mentions, Message } from "../../protocol/message";
import { Text, wholeNumber } from "../../protocol/text";
import { User } from "../../protocol/user";

export const Edit = Type.Object(
  {
    text: Text("message-text", { examples: ["안녕하세요! Hello again."] }),
    mentions: Type.Optional(Mentions),
  },
  { $id: "Edit" },
);
export type Edit = Static<typeof Edit>;

export const ChangesQuery = Type.Object({
  after: Type.Optional(
    wholeNumber(0, Number.MAX_SAFE_INTEGER, {
      description: "The rev up to which I have everything; 0 if absent",
      examples: ["0"],
    }),
  ),
  limit: Type.Optional(wholeNumber(1, 200, { examples: ["200"] })),
});
export type ChangesQuery = Static<typeof ChangesQuery>;

const users = Type.Array(User, { description: "Everyone whom these messages name" });

export const ChangedMessages = Type.Object({
  messages: Type.Array(Message, { description: "Each once, as it is now, ascending by rev" }),
  users,
  rev: Type.Integer({
    description: "Whoever has everything up to `after` has everything up to here with this",
  }),
  more: Type.Boolean(),
});
export type ChangedMessages = Static<typeof ChangedMessages>;

export const Reactors = Type.Object({
  reactions: Type.Array(
    Type.Object({
      emoji: Type.String(),
      count: Type.Integer(),
      users: Type.Array(User, { description: "The first hundred, in the order in which they reacted" }),
    }),
  ),
});
export type Reactors = Static<typeof Reactors>;

export const Pins = Type.Object({
  messages: Type.Array(Message, { description: "The newest pin first" }),
  users,
});
export type Pins = Static<typeof Pins>;
