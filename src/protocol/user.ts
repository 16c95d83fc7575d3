import { type Static, Type } from "@sinclair/typebox";

import { Id, Text, Time } from "./text";

/** A user's public profile: all that other users can see. */
export const User = Type.Object(
  {
    id: Id,
    username: Type.String({ examples: ["test1"] }),
    nickname: Type.String({ examples: ["햇감자"] }),
    intro: Type.String({ examples: ["감자 먹는 중"] }),
    status: Type.String({ examples: ["🥔"] }),
    avatarUrl: Type.Union([Type.String(), Type.Null()], {
      description: "A picture of 320 × 320 on this server: public; a URL never changes its picture",
    }),
    deleted: Type.Boolean(),
  },
  { $id: "User" },
);
export type User = Static<typeof User>;

export const Friend = Type.Object(
  {
    user: User,
    favourite: Type.Boolean(),
    alias: Type.Union([Type.String(), Type.Null()], {
      description: "What I call them, if not by their nickname; nobody else sees it",
    }),
    since: Time,
    online: Type.Optional(Type.Boolean({ description: "Only of someone whose friend I am, too" })),
  },
  { $id: "Friend" },
);
export type Friend = Static<typeof Friend>;

export const Nickname = Text("nickname", { examples: ["햇감자"] });
