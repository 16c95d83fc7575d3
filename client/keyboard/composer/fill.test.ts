import { expect, test } from "bun:test";

import type { Press } from "../shortcuts";
import { type FocusPlace, fillsComposer } from "./fill";

const ROOM: FocusPlace = { isInRoom: true, isTextField: false, isControl: false };

function fills(
  part: Partial<Press>,
  place: Partial<FocusPlace> = {},
  isMac = false,
  isAltGraph = false,
): boolean {
  const none = { key: "", code: "", keyCode: 0, ctrlKey: false, metaKey: false, altKey: false };
  const press: Press = { ...none, shiftKey: false, isComposing: false, ...part };
  return fillsComposer(press, isAltGraph, isMac, { ...ROOM, ...place });
}

test("letters of any script fill the composer, from the messages and from nowhere", () => {
  for (const key of ["a", "A", "1", "ㄱ", "가", "に", "é", "🥔", "/"]) expect(fills({ key })).toBe(true);
  expect(fills({ key: "a" }, { isControl: true })).toBe(true);
});

test("the first key of a composition does, however the browser names it", () => {
  expect(fills({ key: "Process", code: "KeyR", keyCode: 229 })).toBe(true);
  expect(fills({ key: "Unidentified", keyCode: 229 })).toBe(true);
  expect(fills({ key: "ㄱ", code: "KeyR", keyCode: 229 })).toBe(true);
  expect(fills({ key: "Dead", code: "Quote" })).toBe(true);
  // One that is open elsewhere has a field of its own.
  expect(fills({ key: "Process", keyCode: 229, isComposing: true })).toBe(false);
});

test("keys that move, press or scroll do not", () => {
  for (const key of [" ", "Enter", "Tab", "ArrowUp", "PageDown", "Home", "Shift", "F5", "Backspace"])
    expect(fills({ key })).toBe(false);
});

test("shortcuts do not, but letters that need AltGr or Option do, and pasting", () => {
  expect(fills({ key: "a", ctrlKey: true })).toBe(false);
  expect(fills({ key: "c", metaKey: true }, {}, true)).toBe(false);
  expect(fills({ key: "a", altKey: true })).toBe(false);
  expect(fills({ key: "@", ctrlKey: true, altKey: true }, {}, false, true)).toBe(true);
  expect(fills({ key: "å", altKey: true }, {}, true)).toBe(true);
  expect(fills({ key: "v", ctrlKey: true })).toBe(true);
  expect(fills({ key: "v", metaKey: true }, {}, true)).toBe(true);
});

test("what is typed elsewhere stays there", () => {
  expect(fills({ key: "a" }, { isTextField: true })).toBe(false);
  expect(fills({ key: "a" }, { isInRoom: false })).toBe(false);
});
