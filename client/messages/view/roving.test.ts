import { expect, test } from "bun:test";

import type { RowItem } from "./item";
import { successorOf } from "./roving";

const draft = (clientId: string) => ({ clientId, state: "pending" }) as RowItem;
const message = (seq: number, clientId: string) => ({ seq, clientId, kind: "text" }) as RowItem;

test("the focus moves from my draft to the message that came of it, and stays anywhere else", () => {
  const stored = message(7, "mine");
  expect(successorOf("mine", [message(6, "other"), stored])).toBe(stored);
  expect(successorOf("mine", [message(6, "other"), draft("mine")])).toBeUndefined();
  // A message's own key is its seq.
  expect(successorOf("7", [stored])).toBeUndefined();
  expect(successorOf("gone", [stored])).toBeUndefined();
});
