import { type Static, type TSchema, Type } from "@sinclair/typebox";

import { Draft, Message, Steps } from "./message";
import { Code } from "./problem";
import { Notify, Room, Visibility } from "./room";
import { Id, Seq, Text, Time } from "./text";
import { Friend, User } from "./user";

const frame = <Name extends string, Fields extends Record<string, TSchema>>(type: Name, fields: Fields) =>
  Type.Object({ type: Type.Literal(type), ...fields });

const NullableId = Type.Union([Id, Type.Null()]);

const Token = Type.String({ maxLength: 4096 });

/** What a client may say on the socket, by `type`. */
export const clientFrames = {
  hello: frame("hello", { token: Token, device: Type.Optional(Text("device")) }),
  renew: frame("renew", { token: Token }),
  "message.send": frame("message.send", { roomId: Id, ...Draft.properties }),
  read: frame("read", { roomId: Id, seq: Seq }),
  // the room on screen, null for none
  watch: frame("watch", { roomId: NullableId }),
  typing: frame("typing", { roomId: Id }),
  ping: frame("ping", { n: Type.Optional(Type.Number()) }),
};
export type ClientFrame = {
  [Name in keyof typeof clientFrames]: Static<(typeof clientFrames)[Name]>;
}[keyof typeof clientFrames];

const Standing = Type.Tuple([Id, Seq, Seq, Type.Integer()], {
  description: "[roomId, head, cursor, unread]",
});

/** What a client hears on the socket and the feed, by `type`. */
export const serverFrames = {
  welcome: frame("welcome", {
    userId: Id,
    machine: Type.String(),
    version: Type.String(),
    now: Time,
    rooms: Type.Array(Standing),
  }),
  heads: frame("heads", { rooms: Type.Array(Standing), last: Type.Boolean() }),
  // on the feed only: what was missed is more than is kept here, so fetch
  reset: frame("reset", {}),
  renewed: frame("renewed", { expiresAt: Time }),
  pong: frame("pong", { n: Type.Optional(Type.Number()) }),
  "message.sent": frame("message.sent", { roomId: Id, clientId: Type.String(), seq: Seq, at: Time }),
  refused: frame("refused", {
    ref: Type.Union([Type.String(), Type.Null()]),
    roomId: Type.Optional(Id),
    code: Code,
    detail: Type.Optional(Type.String()),
    retryAfterMs: Type.Optional(Type.Integer()),
  }),
  "message.new": frame("message.new", { message: Message }),
  "room.read": frame("room.read", { roomId: Id, seq: Seq, unread: Type.Integer() }),
  // the number beside the newest messages of a watched room, each up to the next
  "room.unread": frame("room.unread", { roomId: Id, from: Seq, steps: Steps }),
  // heard for five seconds
  typing: frame("typing", { roomId: Id, userId: Id }),
  // how I keep it, on whichever device I changed that; reading, which clears the mark, is `room.read`
  "room.kept": frame("room.kept", {
    roomId: Id,
    notify: Notify,
    favourite: Type.Boolean(),
    markedUnread: Type.Boolean(),
  }),
  "room.joined": frame("room.joined", { room: Room }),
  "room.left": frame("room.left", { roomId: Id }),
  "room.changed": frame("room.changed", {
    roomId: Id,
    title: Type.Union([Type.String(), Type.Null()]),
    topic: Type.String(),
    imageUrl: Type.Union([Type.String(), Type.Null()]),
    visibility: Visibility,
    readCounts: Type.Boolean(),
    ownerId: NullableId,
    memberCount: Type.Integer(),
  }),
  "member.joined": frame("member.joined", { roomId: Id, user: User }),
  "member.left": frame("member.left", { roomId: Id, userId: Id }),
  "friend.changed": frame("friend.changed", { ...Type.Omit(Friend, ["online"]).properties }),
  "friend.removed": frame("friend.removed", { userId: Id }),
  // of those who are my friends as I am theirs: who has come, and who has gone
  presence: frame("presence", { online: Type.Array(Id), offline: Type.Array(Id) }),
  // this machine is going: open a second link at a random moment within that time, then close this one
  drain: frame("drain", { withinMs: Type.Integer({ minimum: 0 }) }),
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
