import { type Static, Type } from "@sinclair/typebox";

import { FirstFile, Hidden, Message } from "./message";
import { Id, oneOf, Seq, Text, Time } from "./text";
import { User } from "./user";

export const roles = ["member", "admin", "owner"] as const;
export const Role = oneOf(roles, { examples: ["admin"] });
export type Role = (typeof roles)[number];

export const Visibility = oneOf(["private", "public"]);
export const Notify = oneOf(["all", "mentions", "none"]);
export type Notify = Static<typeof Notify>;
export const NotifyUntil = Type.Union([Time, Type.Null()], {
  description: 'Until then `notify` holds, afterwards it is `"all"`; null: for good',
});

/** What holds now: past `notifyUntil` a room is at "all" again, without anybody doing anything. */
export const notifyAt = (
  { notify, notifyUntil }: { notify: Notify; notifyUntil: number | null },
  now: number,
): { notify: Notify; notifyUntil: number | null } =>
  notify === "all" || (notifyUntil !== null && notifyUntil <= now)
    ? { notify: "all", notifyUntil: null }
    : { notify, notifyUntil };

export const Title = Text("title", { examples: ["점심 뭐 먹지"] });
export const Topic = Text("topic", { examples: ["매일 11:30 투표"] });

const RoomMe = Type.Object({
  role: Role,
  joinedSeq: Seq,
  cursor: Seq,
  unread: Type.Integer({ description: "Messages after my cursor; system and hidden ones do not count" }),
  markedUnread: Type.Boolean(),
  notify: Notify,
  notifyUntil: NotifyUntil,
  favourite: Type.Boolean(),
  mention: Type.Union([Seq, Type.Null()], {
    description: "The newest message after my cursor that mentions me; not by people I block",
  }),
});

const Notice = Type.Object(
  { seq: Seq, byId: Id, at: Time, excerpt: Type.String(), ...FirstFile },
  { description: "The message that was pinned last, of those that I may see" },
);

export const Room = Type.Object(
  {
    id: Id,
    kind: oneOf(["direct", "group"]),
    title: Type.Union([Type.String(), Type.Null()]),
    topic: Type.String(),
    imageUrl: Type.Union([Type.String(), Type.Null()], {
      description: "A group's picture: as the `avatarUrl` of a user",
    }),
    visibility: Visibility,
    readCounts: Type.Boolean(),
    ownerId: Type.Union([Id, Type.Null()]),
    memberCount: Type.Integer(),
    createdAt: Time,
    head: Seq,
    rev: { ...Seq, description: "That of the latest change of a message" },
    notice: Type.Union([Notice, Type.Null()]),
    lastMessage: Type.Union([Message, Type.Null()]),
    peer: Type.Optional(User),
    faces: Type.Array(User, {
      description: "Of a group of mine: at most four other members, in the order in which they joined",
    }),
    me: Type.Union([RoomMe, Type.Null()]),
  },
  { $id: "Room" },
);
export type Room = Static<typeof Room>;

export const Member = Type.Object(
  {
    user: User,
    role: Role,
    cursor: { ...Seq, description: "How far they have read; `joinedSeq` where they hide it" },
    joinedSeq: Seq,
  },
  { $id: "Member" },
);
export type Member = Static<typeof Member>;

export const HistoryEntry = Type.Union([Message, Hidden]);
export type HistoryEntry = Static<typeof HistoryEntry>;
