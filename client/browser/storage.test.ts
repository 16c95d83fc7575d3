import { describe, expect, test } from "bun:test";

import { createStorage } from "./storage";

/** As browsers have it: keys are own properties. */
function working(most = Infinity): Storage {
  const base = {
    getItem: (key: string) => Object.getOwnPropertyDescriptor(kept, key)?.value ?? null,
    setItem(key: string, value: string) {
      if (Object.keys(kept).length >= most && !Object.hasOwn(kept, key))
        throw new DOMException("full", "QuotaExceededError");
      kept[key] = value;
    },
    removeItem: (key: string) => void delete kept[key],
  };
  const kept = Object.create(base) as Storage & Record<string, string>;
  return kept;
}

const refused = (): never => {
  throw new DOMException("denied", "SecurityError");
};
const throwing = { getItem: refused, setItem: refused, removeItem: refused } as unknown as Storage;

const broken: Record<string, () => Storage | null | undefined> = {
  "that is denied": refused,
  "that throws at every use": () => throwing,
  "that is missing": () => undefined,
  "that is null": () => null,
  "that is full": () => working(0),
};

describe.each(Object.entries(broken))("a storage %s", (_, open) => {
  test("keeps values in memory as long as the page lives, and says that it stores nothing", () => {
    const kept = createStorage(open);
    expect([kept.get("a"), kept.isWritable()]).toEqual([undefined, false]);
    kept.set("a", "1");
    kept.set("b", "2");
    expect([kept.get("a"), kept.get("b")]).toEqual(["1", "2"]);
    kept.set("a", undefined);
    expect(kept.get("a")).toBeUndefined();
    kept.clear("");
    expect(kept.get("b")).toBeUndefined();
  });
});

test("a working storage keeps values beyond the page, and other pages' changes are seen", () => {
  const storage = working();
  const [here, there] = [createStorage(() => storage), createStorage(() => storage)];
  expect(here.isWritable()).toBe(true);
  here.set("a", "1");
  expect(there.get("a")).toBe("1");
  there.set("a", undefined);
  expect(here.get("a")).toBeUndefined();
  expect(Object.keys(storage)).toEqual([]);
});

test("what no longer fits is kept in memory, and what is stored already stays", () => {
  const storage = working(1);
  const kept = createStorage(() => storage);
  kept.set("a", "1");
  kept.set("b", "2");
  expect([kept.get("a"), kept.get("b"), kept.isWritable()]).toEqual(["1", "2", false]);
  expect(createStorage(() => storage).get("b")).toBeUndefined();
});

test("clearing removes one prefix only, stored or not", () => {
  const storage = working(2);
  const kept = createStorage(() => storage);
  for (const key of ["unsent.a", "theme", "unsent.b"]) kept.set(key, key);
  kept.clear("unsent.");
  expect(["unsent.a", "theme", "unsent.b"].map(kept.get)).toEqual([undefined, "theme", undefined]);
});
