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

const clock = (description: string, example: string) =>
  Type.String({ pattern: "^([01][0-9]|2[0-3]):[0-5][0-9]$", maxLength: 5, description, examples: [example] });

export const Quiet = Type.Object(
  {
    from: clock("When it begins, as a clock shows it in that time zone", "22:00"),
    to: clock("When it ends; the same as `from` is a whole day", "07:00"),
    timeZone: Text("time-zone", { examples: ["Asia/Seoul"] }),
    days: Type.Array(Type.Integer({ minimum: 0, maximum: 6 }), {
      maxItems: 7,
      uniqueItems: true,
      description: "The days on which it begins; 0 is Sunday",
      examples: [[0, 1, 2, 3, 4, 5, 6]],
    }),
  },
  { description: "When nothing is pushed" },
);
export type Quiet = Static<typeof Quiet>;

const MOST_KEYWORDS = 20;

/** What a user has chosen about notifications; nobody else sees it. */
export const Notifications = Type.Object(
  {
    hideContents: Type.Boolean({ description: "Pushed without the room, the author and the words" }),
    quiet: Type.Union([Quiet, Type.Null()]),
    sounds: Type.Boolean({ description: "For the pages of this user; nothing on the server depends on it" }),
    keywords: Type.Array(Text("keyword", { examples: ["감자"] }), {
      maxItems: MOST_KEYWORDS,
      description:
        'At most 20, none twice. In a room with `notify: "mentions"` a message with one of them is pushed, too',
    }),
  },
  { $id: "Notifications" },
);
export type Notifications = Static<typeof Notifications>;
