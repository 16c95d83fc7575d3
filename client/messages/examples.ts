import type { Message } from "../../src/protocol/message";

// For tests of the page: messages as the server answers them.

export const ROOM = "room";

/** A text with this seq that nobody has changed. */
export const textAt = (seq: number): Message => ({
  roomId: ROOM,
  seq,
  clientId: `id ${seq}`,
  authorId: "ann",
  kind: "text",
  text: `no. ${seq}`,
  event: null,
  at: seq,
  replyTo: null,
  mentions: [],
  attachments: [],
  reactions: [],
  editedAt: null,
  deletedAt: null,
  unread: 0,
});
