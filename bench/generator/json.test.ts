import { expect, test } from "bun:test";

import type { ServerFrame } from "../../src/protocol/frames";
import { HEARD, type Kind, OTHER, REFUSED, SENT, STEP } from "./dialect";
import { ours } from "./json";

// A frame that is new in the protocol must say here what it means to the bench.
const kinds: Record<ServerFrame["type"], Kind> = {
  welcome: STEP,
  "message.new": HEARD,
  "message.sent": SENT,
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
  presence: OTHER,
  drain: OTHER,
};

test.each(Object.entries(kinds))("what a frame means is told by a look: %s", (type, kind) => {
  const frame = JSON.stringify({ type, more: "감자" });
  // Somewhere in a buffer, another frame right behind it.
  const bytes = Buffer.from(`..${frame}{"type":"message.new"}`);
  expect(ours.kindOf(bytes, 2, 2 + Buffer.byteLength(frame))).toBe(kind);
});

test("a frame that ends before it says enough means nothing, whatever lies behind it", () => {
  const frame = '{"type":"m"}';
  const bytes = Buffer.from(`${frame}{"type":"message.new"}`);
  expect(ours.kindOf(bytes, 0, frame.length)).toBe(OTHER);
});
