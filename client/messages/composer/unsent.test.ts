import { expect, test } from "bun:test";

import { createStorage, type KeptValues } from "../../browser/storage";
import { createUnsent } from "./unsent";

const inMemory = (): KeptValues => createStorage(() => undefined);

/** A tab's own storage, which is copied when the tab is duplicated. */
function tabWith(copied: Record<string, string> = {}) {
  const all = new Map(Object.entries(copied));
  const tab: KeptValues = {
    get: (key) => all.get(key),
    set: (key, value) => void (value === undefined ? all.delete(key) : all.set(key, value)),
    clear: (prefix) =>
      [...all.keys()].filter((key) => key.startsWith(prefix)).forEach((key) => all.delete(key)),
    isWritable: () => true,
  };
  return { tab, copy: () => Object.fromEntries(all) };
}

test("text that was not sent is found again, by person and room, until it is sent or deleted", () => {
  const unsent = createUnsent("a", { tab: inMemory(), browser: inMemory() });
  unsent.keep("ann", "room", "hello");
  expect([unsent.find("ann", "room"), unsent.find("ann", "other"), unsent.find("bob", "room")]).toEqual([
    "hello",
    "",
    "",
  ]);
  unsent.keep("ann", "room", "");
  expect(unsent.find("ann", "room")).toBe("");
  unsent.keep("ann", "room", "again");
  unsent.sent("ann", "room");
  expect(unsent.find("ann", "room")).toBe("");
});

test("a duplicated tab does not offer what the first one has sent, but keeps what was changed in it", () => {
  const browser = inMemory();
  const first = tabWith();
  const one = createUnsent("a", { tab: first.tab, browser });
  one.keep("ann", "room", "hello");
  const same = createUnsent("b", { tab: tabWith(first.copy()).tab, browser });
  const changed = createUnsent("c", { tab: tabWith(first.copy()).tab, browser });
  expect(same.find("ann", "room")).toBe("hello");
  changed.keep("ann", "room", "hello, too");
  one.sent("ann", "room");
  expect([same.find("ann", "room"), changed.find("ann", "room")]).toEqual(["", "hello, too"]);
  // Written again, it is another text.
  one.keep("ann", "room", "hello");
  expect(one.find("ann", "room")).toBe("hello");
});

test("after signing out nothing is left of anyone's", () => {
  const { tab, copy } = tabWith();
  const unsent = createUnsent("a", { tab, browser: inMemory() });
  unsent.keep("ann", "room", "a secret");
  unsent.keep("ann", "other", "another");
  unsent.forgetAll();
  expect([unsent.find("ann", "room"), unsent.find("ann", "other"), copy()]).toEqual(["", "", {}]);
});

test("what an older page has stored otherwise is left alone", () => {
  const tab = inMemory();
  tab.set("potato.unsent.ann.room", "plain text");
  const browser = inMemory();
  browser.set("potato.sent-texts", "{");
  const unsent = createUnsent("a", { tab, browser });
  expect(unsent.find("ann", "room")).toBe("");
  unsent.keep("ann", "room", "hello");
  unsent.sent("ann", "room");
  expect(unsent.find("ann", "room")).toBe("");
});
