import { type Static, Type } from "@sinclair/typebox";

import { Id, oneOf, Seq, Text, Time } from "./text";

export const eventKinds = ["created", "joined", "invited", "left", "removed", "renamed", "role"] as const;

/** The content of a system message; each client words it in its own language. */
export const Event = Type.Object({
  kind: oneOf(eventKinds),
  byId: Id,
  userIds: Type.Array(Id),
  title: Type.Optional(Type.String()),
  role: Type.Optional(Type.String()),
});
export type Event = Static<typeof Event>;

/** Of a quoted or pinned message that is files alone. */
export const FirstFile = {
  mediaType: Type.Optional(
    Type.String({ description: "Where the message has no text: the media type of its first file" }),
  ),
  fileName: Type.Optional(
    Type.String({ description: "The name of that file, unless it is a picture, a video or a voice message" }),
  ),
  voice: Type.Optional(Type.Boolean({ description: "That file is a voice message" })),
};

const Reply = Type.Object({
  seq: Seq,
  authorId: Id,
  excerpt: Type.String(),
  hidden: Type.Optional(
    Type.Boolean({
      description:
        "The excerpt is left out. In a page: you may not see the quoted message, because it was sent before you joined. In a frame: at least one member may not see it; fetch the page",
    }),
  ),
  deleted: Type.Optional(Type.Boolean({ description: "The quoted message was deleted" })),
  ...FirstFile,
});
export type Reply = Static<typeof Reply>;

export const Attachment = Type.Object({
  id: Id,
  name: Type.String(),
  mediaType: Type.String(),
  size: Type.Integer({ description: "In bytes" }),
  width: Type.Optional(Type.Integer({ description: "Of a picture or video, in pixels as it is shown" })),
  height: Type.Optional(Type.Integer()),
  durationMs: Type.Optional(Type.Integer({ description: "Of audio and video, as its sender says" })),
  hasThumbnail: Type.Boolean(),
  blurhash: Type.Optional(Type.String({ description: "Of a picture: shown until it has come" })),
  animated: Type.Optional(Type.Boolean({ description: "Of a picture: it moves; the thumbnail does not" })),
  waveform: Type.Optional(
    Type.String({
      description: "Of a voice message: up to 64 bytes in base64url, each the loudness of a part of it",
    }),
  ),
});
export type Attachment = Static<typeof Attachment>;

const Reaction = Type.Object({
  emoji: Type.String(),
  count: Type.Integer(),
  mine: Type.Optional(Type.Boolean({ description: "Over REST only; frames are the same for everyone" })),
});

const Pin = Type.Object({ byId: Id, at: Time }, { description: "Absent if it is not pinned" });

export const Message = Type.Object(
  {
    roomId: Id,
    seq: Seq,
    clientId: Type.String(),
    authorId: Id,
    kind: oneOf(["text", "system"]),
    text: Type.String({ examples: ["오늘 점심은 감자탕 어때요?"] }),
    event: Type.Union([Event, Type.Null()]),
    at: Time,
    replyTo: Type.Union([Reply, Type.Null()]),
    mentions: Type.Array(Id, {
      description: "Who is notified: ids of users, or `all`. In the text each mention is `<@id>`",
    }),
    attachments: Type.Array(Attachment),
    reactions: Type.Array(Reaction),
    editedAt: Type.Union([Time, Type.Null()]),
    deletedAt: Type.Union([Time, Type.Null()]),
    rev: Type.Optional({ ...Seq, description: "That of its latest change; absent if it was never changed" }),
    pin: Type.Optional(Pin),
    forwardedFrom: Type.Optional({
      ...Id,
      description:
        "The room that it was forwarded from; absent if it was not. Frames are the same for everyone, so it is there, too, for those who may not see that room: to them it is `not-found`",
    }),
    noPreview: Type.Optional(
      Type.Literal(true, { description: "Its author has removed the preview of its link" }),
    ),
    unread: Type.Integer({ description: "How many members have not read it: exact, without a cap" }),
  },
  { $id: "Message" },
);
export type Message = Static<typeof Message>;

// Not a Type.Tuple: TypeBox writes tuples in the syntax from before JSON Schema 2020, which OpenAPI 3.1 does not accept.
const Step = Type.Unsafe<[number, number]>(
  Type.Array(Type.Integer({ minimum: 0 }), { minItems: 2, maxItems: 2, examples: [[42, 7]] }),
);
/** The unread numbers as a step function: each holds up to the next step. */
export const Steps = Type.Array(Step, {
  description: "[seq, unread], ascending: each number holds up to the next seq",
});
export type Steps = Static<typeof Steps>;

/** In a 1:1, a message that is hidden from me for good: its seq, and nothing else. */
export const Hidden = Type.Object(
  { roomId: Id, seq: Seq, kind: Type.Literal("hidden") },
  { $id: "HiddenMessage" },
);
export type Hidden = Static<typeof Hidden>;

/** Whom a text mentions. */
export const Mentions = Type.Array(Id, {
  maxItems: 50,
  description:
    "At most 50. Ids of members; or `all`, by the owner and admins of a group of at most 200. Others are left out. In the text each mention is `<@id>`, which clients show as the name",
});

/** A message to send. The same on the socket and over REST. */
export const Draft = Type.Object(
  {
    clientId: Text("client-id", { examples: ["9b2f6c1e-5a77-4c1d-8a43-1f0e2d3c4b5a"] }),
    text: Text("message-text", { examples: ["안녕하세요! Hello there."] }),
    replyTo: Type.Optional(
      Type.Integer({ description: "The seq of the message this one answers", examples: [41] }),
    ),
    mentions: Type.Optional(Mentions),
    forwardedFrom: Type.Optional({
      ...Id,
      description: "The room that this message is forwarded from; one that you may see",
    }),
    attachmentIds: Type.Optional(
      Type.Array(Id, {
        maxItems: 10,
        uniqueItems: true,
        description: "My uploads, or files of a message that I may see. With these the text may be empty",
      }),
    ),
  },
  { $id: "Draft" },
);
export type Draft = Static<typeof Draft>;
