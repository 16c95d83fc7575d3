import { expect, test } from "bun:test";

import { createStorage } from "../../browser/storage";
import { createUses } from "./uses";

const DAY = 86_400_000;

function usesAt(start: number) {
  const values = new Map<string, string>();
  const browser = createStorage(
    () =>
      ({
        getItem: (key: string) => values.get(key) ?? null,
        setItem: (key: string, value: string) => void values.set(key, value),
        removeItem: (key: string) => void values.delete(key),
      }) as Storage,
  );
  const clock = { at: start };
  return { clock, values, uses: createUses("me", { browser, now: () => clock.at }) };
}

test("what is used often is worth more, and each visit counts half after a week", () => {
  const { clock, uses } = usesAt(1000 * DAY);
  uses.add("twice");
  uses.add("twice");
  uses.add("once");
  expect(uses.worths()("twice")).toBe(2);
  expect(uses.worths()("never")).toBe(0);
  clock.at += 7 * DAY;
  expect(uses.worths()("twice")).toBeCloseTo(1);
  uses.add("once");
  expect(uses.worths()("once")).toBeCloseTo(1.5);
  // Set back.
  clock.at -= 30 * DAY;
  expect(uses.worths()("once")).toBeCloseTo(1.5);
});

test("a hundred places are kept, those that are used most; what is damaged is none", () => {
  const { clock, values, uses } = usesAt(1000 * DAY);
  for (let n = 0; n < 150; n++) {
    clock.at += 60_000;
    uses.add(`no. ${n}`);
  }
  expect(uses.worths()("no. 49")).toBe(0);
  expect(uses.worths()("no. 50")).toBeGreaterThan(0);
  const [key] = [...values.keys()];
  for (const value of ["{", "null", '{"a": 7, "b": [1], "c": [1, null]}']) {
    values.set(key!, value);
    for (const id of ["a", "b", "c"]) expect(uses.worths()(id)).toBe(0);
  }
});
