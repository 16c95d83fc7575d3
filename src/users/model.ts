import { Type } from "@sinclair/typebox";

import { User } from "../protocol/user";

export const Found = Type.Object({
  users: Type.Array(User),
  cursor: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});
export const One = Type.Object({ user: User });

export const Query = Type.Object({
  q: Type.Optional(
    Type.String({ maxLength: 100, description: "Part of a name, or initial consonants (ㄱㅁㅅ)", examples: ["ㄱㅈ"] }),
  ),
  ids: Type.Optional(Type.String({ maxLength: 4000, description: "At most 100 ids, separated by commas" })),
  cursor: Type.Optional(Type.String({ maxLength: 400, description: "From the answer before" })),
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
});
