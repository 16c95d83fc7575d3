import { expect, test } from "bun:test";

import type { ServerFrame } from "../../src/protocol/frames";
import { MESSAGE, type Kind, OTHER, REFUSED, ACK, HANDSHAKE } from "./dialect";
import { ours } from "./json";

// A new frame of the protocol must be listed here with its kind.
const kinds: Record<ServerFrame["type"], Kind> = {
  welcome: HANDSHAKE,
  "message.new": MESSAGE,
  "message.sent": ACK,
  refused: REFUSED,
  heads: OTHER,
  reset: OTHER,
  renewed: OTHER,
  pong: OTHER,
  "room.read": OTHER,
  "room.unread": OTHER,
  "room.kept": OTHER,
  "room.joined": OTHER,
  "room.left": OTHER,
  "room.changed": OTHER,
  "member.joined": OTHER,
  "member.left": OTHER,
  "friend.changed": OTHER,
  "friend.removed": OTHER,
  typing: OTHER,
  "block.changed": OTHER,
  "user.changed": OTHER,
  "me.changed": OTHER,
  "me.notifications": OTHER,
  mentioned: OTHER,
  presence: OTHER,
  "messages.changed": OTHER,
  "reaction.mine": OTHER,
  drain: OTHER,
};

test.each(Object.entries(kinds))("the kind of a frame is read from its first bytes: %s", (type, kind) => {
  const frame = JSON.stringify({ type, more: "감자" });
  // Not at the start of the buffer, and with another frame right after it.
  const bytes = Buffer.from(`..${frame}{"type":"message.new"}`);
  expect(ours.kindOf(bytes, 2, 2 + Buffer.byteLength(frame))).toBe(kind);
});

test("a frame that is too short has no kind, whatever follows it in the buffer", () => {
  const frame = '{"type":"m"}';
  const bytes = Buffer.from(`${frame}{"type":"message.new"}`);
  expect(ours.kindOf(bytes, 0, frame.length)).toBe(OTHER);
});
