import { expect, test } from "bun:test";

import { createHidden, isHardwareKey } from "./hardware";

const page = (height: number, width = 390, scale = 1) => ({ width, height, scale });

test("a key with a place is one of a keyboard of its own, also while it composes", () => {
  expect(isHardwareKey({ code: "Enter" }, 0)).toBe(true);
  expect(isHardwareKey({ code: "KeyR" }, 55)).toBe(true);
});

test("keys of a keyboard on screen have no place", () => {
  expect(isHardwareKey({ code: "" }, 0)).toBe(false);
  expect(isHardwareKey({ code: "Unidentified" }, 0)).toBe(false);
  // Some name their keys all the same, but they cover the page.
  expect(isHardwareKey({ code: "Enter" }, 300)).toBe(false);
});

test("what a keyboard on screen covers is missing from the height, not what turning or zooming takes", () => {
  const hidden = createHidden();
  expect(hidden(page(800))).toBe(0);
  expect(hidden(page(500))).toBe(300);
  expect(hidden(page(800))).toBe(0);
  expect(hidden(page(390, 800))).toBe(0);
  expect(hidden(page(200, 800))).toBe(190);
  expect(hidden(page(195, 400, 2))).toBe(0);
  // A page that was loaded while the keyboard was open.
  const late = createHidden();
  expect(late(page(500))).toBe(0);
  expect(late(page(800))).toBe(0);
  expect(late(page(500))).toBe(300);
});
