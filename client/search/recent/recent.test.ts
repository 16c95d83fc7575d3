import { expect, test } from "bun:test";

import { habitKey } from "../../auth/habits";
import { createStorage } from "../../browser/storage";
import { createRecent } from "./recent";

const emptyStorage = () => {
  const values = new Map<string, string>();
  return {
    getItem: (key: string) => values.get(key) ?? null,
    setItem: (key: string, value: string) => void values.set(key, value),
    removeItem: (key: string) => void values.delete(key),
  } as Storage;
};

test("the last eight are kept for each user, each once, the latest first", () => {
  const storage = emptyStorage();
  const browser = createStorage(() => storage);
  const mine = createRecent("me", browser);
  for (let n = 1; n <= 9; n++) mine.add(`no. ${n}`);
  mine.add("no. 5");
  expect(mine.all()).toEqual([5, 9, 8, 7, 6, 4, 3, 2].map((n) => `no. ${n}`));
  mine.remove("no. 9");
  expect(createRecent("me", browser).all()).toEqual([5, 8, 7, 6, 4, 3, 2].map((n) => `no. ${n}`));
  expect(createRecent("another", browser).all()).toEqual([]);
});

test("two tabs add to the same, and what is damaged is none", () => {
  const storage = emptyStorage();
  const browser = createStorage(() => storage);
  const [one, other] = [createRecent("me", browser), createRecent("me", browser)];
  one.add("감자");
  other.add("튀김");
  expect(createRecent("me", browser).all()).toEqual(["튀김", "감자"]);
  for (const value of ["{", "7", '["감자", 7, null]']) {
    browser.set(habitKey("searches", "me"), value);
    expect(createRecent("me", browser).all()).toEqual(value.startsWith("[") ? ["감자"] : []);
  }
});
