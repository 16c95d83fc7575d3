import { expect, test } from "bun:test";

import { shortcutsEn } from "../i18n/shortcuts/en";
import { shortcutsKo } from "../i18n/shortcuts/ko";
import { capOf, commandOf, type Press, sections } from "./shortcuts";

const press = (part: Partial<Press>): Press => ({
  key: "",
  code: "",
  keyCode: 0,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  isComposing: false,
  ...part,
});

const elsewhere = (part: Partial<Press>, isTyping = false) => commandOf(press(part), false, isTyping);
const onMac = (part: Partial<Press>, isTyping = false) => commandOf(press(part), true, isTyping);

test("the switcher has the platform's own modifier, and works in Hangul and on other layouts", () => {
  expect(elsewhere({ key: "k", code: "KeyK", ctrlKey: true })).toBe("switch");
  expect(elsewhere({ key: "ㅏ", code: "KeyK", ctrlKey: true })).toBe("switch");
  expect(onMac({ key: "k", code: "KeyK", metaKey: true }, true)).toBe("switch");
  // In a text field on a Mac this deletes to the end of the line.
  expect(onMac({ key: "k", code: "KeyK", ctrlKey: true })).toBeUndefined();
  // Dvorak: the key at the place of K is T, which opens a tab.
  expect(elsewhere({ key: "t", code: "KeyK", ctrlKey: true })).toBeUndefined();
  expect(elsewhere({ key: "K", code: "KeyK", ctrlKey: true, shiftKey: true })).toBeUndefined();
});

test("searches are by F, in Hangul and with Shift too", () => {
  expect(elsewhere({ key: "f", code: "KeyF", ctrlKey: true }, true)).toBe("searchHere");
  expect(elsewhere({ key: "ㄹ", code: "KeyF", ctrlKey: true })).toBe("searchHere");
  expect(elsewhere({ key: "F", code: "KeyF", ctrlKey: true, shiftKey: true })).toBe("searchAll");
  expect(onMac({ key: "f", code: "KeyF", metaKey: true })).toBe("searchHere");
  // In a text field on a Mac this goes to the next letter.
  expect(onMac({ key: "f", code: "KeyF", ctrlKey: true }, true)).toBeUndefined();
  expect(elsewhere({ key: "f", code: "KeyF" })).toBeUndefined();
});

test("rooms, panes and escape", () => {
  expect(elsewhere({ key: "ArrowUp", altKey: true })).toBe("roomAbove");
  expect(elsewhere({ key: "ArrowDown", altKey: true })).toBe("roomBelow");
  expect(elsewhere({ key: "ArrowUp", altKey: true, shiftKey: true })).toBe("unreadAbove");
  expect(elsewhere({ key: "ArrowDown", altKey: true, shiftKey: true })).toBe("unreadBelow");
  expect(elsewhere({ key: "ArrowDown", altKey: true, ctrlKey: true })).toBeUndefined();
  expect(elsewhere({ key: "F6" })).toBe("nextPane");
  expect(elsewhere({ key: "F6", shiftKey: true })).toBe("paneBefore");
  expect(elsewhere({ key: "Escape" }, true)).toBe("escape");
  expect(elsewhere({ key: "ArrowUp" })).toBeUndefined();
});

test("? shows the shortcuts, but is a letter where someone types", () => {
  expect(elsewhere({ key: "?", shiftKey: true })).toBe("help");
  expect(elsewhere({ key: "?", shiftKey: true }, true)).toBeUndefined();
  expect(elsewhere({ key: "/", ctrlKey: true }, true)).toBe("help");
  // On a German keyboard / is on the 7.
  expect(elsewhere({ key: "/", code: "Digit7", ctrlKey: true, shiftKey: true }, true)).toBe("help");
  expect(elsewhere({ key: "/" })).toBeUndefined();
});

test("an input method has its keys to itself", () => {
  expect(elsewhere({ key: "Escape", isComposing: true }, true)).toBeUndefined();
  expect(elsewhere({ key: "Process", code: "Escape", keyCode: 229 }, true)).toBeUndefined();
});

test("every shortcut has words in both languages, and caps of the platform", () => {
  for (const { title, rows } of sections) {
    for (const name of [title, ...rows.map(({ does }) => does)]) {
      expect(shortcutsEn[name]).toBeTruthy();
      expect(shortcutsKo[name]).toBeTruthy();
    }
  }
  expect(capOf("mod", false, "")).toBe("Ctrl");
  expect(capOf("mod", true, "")).toBe("⌘");
  expect(capOf("K", true, "")).toBe("K");
  expect(capOf("letter", true, "글자")).toBe("글자");
});
