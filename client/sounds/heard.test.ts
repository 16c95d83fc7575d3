import { expect, test } from "bun:test";

import type { Message } from "../../src/protocol/message";
import { textAt } from "../messages/examples";
import { type Hearing, isHeard } from "./heard";

const by = (authorId: string): Message => ({ ...textAt(2), authorId });

const ELSEWHERE: Hearing = { meId: "me", notify: "all", isShown: false, isBlocked: (id) => id === "blocked" };

test("a message in a room that I am not looking at is heard", () => {
  expect(isHeard(by("ann"), ELSEWHERE)).toBe(true);
});

test("no sound in the room on screen, in muted rooms, of my own messages and of people whom I block", () => {
  expect(isHeard(by("ann"), { ...ELSEWHERE, isShown: true })).toBe(false);
  expect(isHeard(by("ann"), { ...ELSEWHERE, notify: "none" })).toBe(false);
  expect(isHeard(by("me"), ELSEWHERE)).toBe(false);
  expect(isHeard(by("blocked"), ELSEWHERE)).toBe(false);
});

test("system messages make none, also if they are about me", () => {
  const event = { kind: "invited" as const, byId: "ann", userIds: ["me"] };
  expect(isHeard({ ...by("ann"), kind: "system", event, mentions: ["me"] }, ELSEWHERE)).toBe(false);
});

test("where only mentions notify me, a mention and an answer to me do, and nothing else", () => {
  const mentions: Hearing = { ...ELSEWHERE, notify: "mentions" };
  expect(isHeard(by("ann"), mentions)).toBe(false);
  expect(isHeard({ ...by("ann"), mentions: ["bob", "me"] }, mentions)).toBe(true);
  expect(isHeard({ ...by("ann"), replyTo: { seq: 1, authorId: "me", excerpt: "" } }, mentions)).toBe(true);
  expect(isHeard({ ...by("ann"), replyTo: { seq: 1, authorId: "bob", excerpt: "" } }, mentions)).toBe(false);
  expect(isHeard({ ...by("blocked"), mentions: ["me"] }, mentions)).toBe(false);
});
