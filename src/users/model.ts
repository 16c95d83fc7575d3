import { Type } from "@sinclair/typebox";

import { Text, wholeNumber } from "../protocol/text";
import { Nickname, User } from "../protocol/user";

export const Found = Type.Object({
  users: Type.Array(User),
  cursor: Type.Optional(Type.Union([Type.String(), Type.Null()])),
});
export const OneUser = Type.Object({ user: User });

/** What only I see of myself is here, and never in `User`. */
export const Me = Type.Object({
  user: User,
  hideReads: Type.Boolean({ description: "I am counted among a message's readers, but not named" }),
});

export const Profile = Type.Object(
  {
    nickname: Type.Optional(Nickname),
    intro: Type.Optional(Text("intro", { examples: ["감자 먹는 중"] })),
    status: Type.Optional(Text("status", { examples: ["🥔"] })),
    hideReads: Type.Optional(Type.Boolean()),
  },
  // Nicknames are unique: an example without one works for everyone.
  { examples: [{ intro: "감자 먹는 중", status: "🥔" }] },
);

export const UsersQuery = Type.Object({
  q: Type.Optional(
    Type.String({
      maxLength: 100,
      description: "Part of a name, or initial consonants (ㄱㅁㅅ)",
      examples: ["ㄱㅈ"],
    }),
  ),
  ids: Type.Optional(
    Type.String({
      maxLength: 4000,
      description: "At most 100 ids, separated by commas",
      examples: ["0193b2c4-7f60-7d3a-9e51-0c6f6f1d2a3b"],
    }),
  ),
  cursor: Type.Optional(
    Type.String({
      maxLength: 6000,
      description: "From the answer before",
      examples: ["WyJ0ZXN0MSIsIjAxOTNiMmM0Il0"],
    }),
  ),
  limit: Type.Optional(wholeNumber(1, 100, { examples: ["50"] })),
});
