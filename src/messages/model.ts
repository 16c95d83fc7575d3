import { Type } from "@sinclair/typebox";

import { Draft, Message } from "../protocol/message";
import { HistoryEntry } from "../protocol/room";
import { User } from "../protocol/user";

const Place = Type.Optional(Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER }));

export const Range = Type.Object({
  before: Place,
  after: Place,
  around: Place,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, default: 50 })),
});
export type Range = typeof Range.static;

export const History = Type.Object({
  messages: Type.Array(HistoryEntry),
  users: Type.Array(User, { description: "Everyone whom these messages name" }),
  head: Type.Integer(),
  more: Type.Object({ before: Type.Boolean(), after: Type.Boolean() }),
});

export const One = Type.Object({ message: Message });
export { Draft };
