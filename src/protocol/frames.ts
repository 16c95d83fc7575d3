import { type Static, type TSchema, Type } from "@sinclair/typebox";

import { Draft, Message, Steps } from "./message";
import { Code } from "./problem";
import { Notify, NotifyUntil, Room, Visibility } from "./room";
import { Id, Seq, Text, Time } from "./text";
import { Friend, Notifications, User } from "./user";

/** The description appears in /asyncapi and docs/protocol.md. */
const frame = <Name extends string, Fields extends Record<string, TSchema>>(
  type: Name,
  description: string,
  fields: Fields,
) => Type.Object({ type: Type.Literal(type), ...fields }, { description });

const NullableId = Type.Union([Id, Type.Null()]);

const Token = Type.String({ maxLength: 4096 });

/** The frames that a client sends on the socket, by `type`. */
export const clientFrames = {
  hello: frame("hello", "The first frame, within 5 s: signs this socket in.", {
    token: Token,
    device: Type.Optional(Text("device")),
  }),
  renew: frame(
    "renew",
    "A fresh access token of the same session, sent before the old one expires. The socket stays open.",
    { token: Token },
  ),
  "message.send": frame("message.send", "Sends a message, as `POST /api/rooms/:id/messages` does.", {
    roomId: Id,
    ...Draft.properties,
  }),
  read: frame("read", "I have read up to this seq. The cursor never moves back.", { roomId: Id, seq: Seq }),
  watch: frame(
    "watch",
    "The room on screen; null for none. `typing` and `room.unread` come for the watched room only.",
    { roomId: NullableId },
  ),
  typing: frame("typing", "I am typing. In rooms of at most 100 members.", { roomId: Id }),
  ping: frame("ping", "Answered once every frame before it has been handled.", {
    n: Type.Optional(Type.Number()),
  }),
};
export type ClientFrame = {
  [Name in keyof typeof clientFrames]: Static<(typeof clientFrames)[Name]>;
}[keyof typeof clientFrames];

const RoomState = Type.Tuple([Id, Seq, Seq, Type.Integer(), Seq], {
  description: "[roomId, head, cursor, unread, rev]",
});
export type RoomState = Static<typeof RoomState>;

const KeptRoom = Type.Object({
  roomId: Id,
  notify: Notify,
  notifyUntil: NotifyUntil,
  favourite: Type.Boolean(),
  markedUnread: Type.Boolean(),
});
export type KeptRoom = Static<typeof KeptRoom>;
// As a room is kept by somebody who has changed nothing is left out: that is most of them.
const kept = Type.Optional(
  Type.Array(KeptRoom, {
    description:
      'My settings of those of these rooms that are not as at first: `notify: "all"`, no favourite, not marked',
  }),
);

/** Keeps frames small, so that a slow connection is not sent more than it can take at once. */
export const ROOMS_A_FRAME = 500;

/** The frames that a client receives on the socket and the feed, by `type`. */
export const serverFrames = {
  welcome: frame(
    "welcome",
    "Signed in, and subscribed to all my rooms. Of 500 rooms and more the rest follows in `heads`.",
    {
      userId: Id,
      machine: Type.String(),
      version: Type.String(),
      epoch: Type.String({
        description: "Another one than before: drop all that you keep, and read it anew",
      }),
      now: Time,
      rooms: Type.Array(RoomState),
      kept,
      noPreviews: Type.Optional(
        Type.Literal(true, {
          description: "This server has previews of links off: there is none to ask for",
        }),
      ),
    },
  ),
  heads: frame(
    "heads",
    "More rooms of the welcome, until `last` is true. Later, rooms in which something may have been missed.",
    { rooms: Type.Array(RoomState), kept, last: Type.Boolean() },
  ),
  reset: frame(
    "reset",
    "Feed only: more was missed than the server keeps. A `welcome` follows; fetch by seq.",
    {},
  ),
  renewed: frame("renewed", "This socket now lasts until then.", { expiresAt: Time }),
  pong: frame("pong", "The answer to `ping`.", { n: Type.Optional(Type.Number()) }),
  "message.sent": frame(
    "message.sent",
    "The ack: my message is stored durably, under this seq. To the socket that sent it.",
    { roomId: Id, clientId: Type.String(), seq: Seq, at: Time },
  ),
  refused: frame(
    "refused",
    "A frame of mine was refused: `ref` is its `clientId`, else its type, else (not readable) null.",
    {
      ref: Type.Union([Type.String(), Type.Null()]),
      roomId: Type.Optional(Id),
      code: Code,
      detail: Type.Optional(Type.String()),
      retryAfterMs: Type.Optional(Type.Integer()),
    },
  ),
  "message.new": frame(
    "message.new",
    "A message in one of my rooms, my own included. In each room, seqs ascend.",
    { message: Message },
  ),
  "messages.changed": frame(
    "messages.changed",
    "Messages as they are now: edited, deleted, reacted to, pinned. Whoever has every change up to `since` has all up to `rev` with this; whoever has less fetches.",
    { roomId: Id, since: Seq, rev: Seq, messages: Type.Array(Message) },
  ),
  mentioned: frame("mentioned", "An edited message mentions me, and did not before.", {
    roomId: Id,
    seq: Seq,
    byId: Id,
  }),
  "reaction.mine": frame(
    "reaction.mine",
    "My reactions to a message as of this rev, changed on any of my devices. Comes before the `messages.changed` that leads to that rev.",
    {
      roomId: Id,
      seq: Seq,
      rev: Seq,
      emojis: Type.Array(Type.String()),
    },
  ),
  "room.read": frame("room.read", "My cursor moved, on any of my devices. `unread` is what is left.", {
    roomId: Id,
    seq: Seq,
    unread: Type.Integer(),
    markedUnread: Type.Optional(
      Type.Literal(true, { description: "Marked as unread since. Reading has cleared any mark before" }),
    ),
  }),
  "room.unread": frame(
    "room.unread",
    "Of the watched room: how many members have not read each of the newest 100 messages.",
    { roomId: Id, from: Seq, steps: Steps },
  ),
  typing: frame("typing", "Someone is typing in the watched room. Show it for 5 s.", {
    roomId: Id,
    userId: Id,
  }),
  "room.kept": frame(
    "room.kept",
    "My settings of a room, changed on any of my devices. (Reading clears the mark as well: `room.read`.)",
    KeptRoom.properties,
  ),
  "room.joined": frame("room.joined", "I am a member from now on, or a 1:1 is on my list again.", {
    room: Room,
  }),
  "room.left": frame(
    "room.left",
    "I am not a member any more, or have left a 1:1. Nothing of the room follows.",
    { roomId: Id },
  ),
  "room.changed": frame("room.changed", "The settings or the number of members changed.", {
    roomId: Id,
    title: Type.Union([Type.String(), Type.Null()]),
    topic: Type.String(),
    imageUrl: Type.Union([Type.String(), Type.Null()]),
    visibility: Visibility,
    readCounts: Type.Boolean(),
    ownerId: NullableId,
    memberCount: Type.Integer(),
  }),
  "member.joined": frame("member.joined", "Someone came into a group of at most 200.", {
    roomId: Id,
    user: User,
  }),
  "member.left": frame("member.left", "Someone left a group of at most 200, or was removed.", {
    roomId: Id,
    userId: Id,
  }),
  "friend.changed": frame(
    "friend.changed",
    "Someone is my friend from now on, a favourite or no longer one, or has another alias; on any of my devices.",
    { ...Type.Omit(Friend, ["online"]).properties },
  ),
  "friend.removed": frame("friend.removed", "Someone is not my friend any more.", { userId: Id }),
  "block.changed": frame(
    "block.changed",
    "I block someone from now on, or no longer; on any of my devices.",
    {
      user: User,
      blocked: Type.Boolean(),
    },
  ),
  "user.changed": frame(
    "user.changed",
    "Someone's nickname, picture, intro or status changed, or the account is `deleted`: of myself, of those I have as a friend, of members of my groups of at most 200, of my 1:1s, and of the watched room. At most once a second for each.",
    { user: User },
  ),
  "me.changed": frame(
    "me.changed",
    "My own settings, which only I see, as they are now: `hideReads` of `/api/me`, changed on any of my devices.",
    { hideReads: Type.Boolean() },
  ),
  "me.notifications": frame(
    "me.notifications",
    "My settings of notifications as they are now, changed on any of my devices.",
    { notifications: Notifications },
  ),
  presence: frame(
    "presence",
    "Mutual friends who came online, and who went offline: 10 s after their last connection ended.",
    { online: Type.Array(Id), offline: Type.Array(Id) },
  ),
  drain: frame(
    "drain",
    "This machine stops soon: at a random moment within that time open another connection, then close this.",
    { withinMs: Type.Integer({ minimum: 0 }) },
  ),
};
export type ServerFrame = {
  [Name in keyof typeof serverFrames]: Static<(typeof serverFrames)[Name]>;
}[keyof typeof serverFrames];

/** Why the server closed a socket. Any other end means: reconnect with back-off, and fetch by seq. */
export const closeCodes = {
  sessionEnded: 4401,
  noHello: 4408,
  flood: 4429,
  restart: 1012,
  overloaded: 1013,
} as const;
