import { expect, test } from "bun:test";

import { Shared } from "./shared";

/** Reads that end when they are told to. */
function reads() {
  const ends: ((answer: string) => void)[] = [];
  const read = () => new Promise<string>((resolve) => ends.push(resolve));
  return { ends, read };
}

const settle = () => new Promise(setImmediate);

test("whoever comes while a read is under way gets one that began after they came, and all of them the same", async () => {
  const [shared, { ends, read }] = [new Shared(), reads()];
  const first = shared.ask("page", read);
  const later = [1, 2, 3].map(() => shared.ask("page", read));
  expect(ends).toHaveLength(1);
  ends[0]!("old");
  expect(await first).toBe("old");
  await settle();
  expect(ends).toHaveLength(2);
  const last = shared.ask("page", read);
  ends[1]!("new");
  expect(await Promise.all(later)).toEqual(["new", "new", "new"]);
  await settle();
  ends[2]!("newest");
  expect(await last).toBe("newest");
  await settle();
  void shared.ask("page", read);
  expect(ends).toHaveLength(4);
});

test("what is asked for one room says nothing about another, and a read that fails fails only who asked for it", async () => {
  const shared = new Shared();
  const failing = shared.ask("one", () => Promise.reject(new Error("gone")));
  const behind = shared.ask("one", async () => "there");
  const other = shared.ask("other", async () => "other");
  expect(await failing.catch(({ message }: Error) => message)).toBe("gone");
  expect([await behind, await other]).toEqual(["there", "other"]);
});
