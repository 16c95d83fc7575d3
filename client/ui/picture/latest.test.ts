import { expect, test } from "bun:test";

import { createLatest } from "./latest";

test("a slow first one does not replace the one begun later", async () => {
  const latest = createLatest();
  const [slow, quick] = [Promise.withResolvers<string>(), Promise.withResolvers<string>()];
  const answers = [latest.run(() => slow.promise), latest.run(() => quick.promise)];
  quick.resolve("second");
  slow.resolve("first");
  expect(await Promise.all(answers)).toEqual([undefined, { result: "second" }]);
});

test("a first one that fails late says nothing", async () => {
  const latest = createLatest();
  const slow = Promise.withResolvers<string>();
  const first = latest.run(() => slow.promise);
  expect(await latest.run(async () => "second")).toEqual({ result: "second" });
  slow.reject(new Error("no picture"));
  expect(await first).toBeUndefined();
});

test("the last one's failure counts, and none that was dropped", async () => {
  const latest = createLatest();
  const fail = (): Promise<string> => Promise.reject(new Error("no picture"));
  expect(await latest.run(fail)).toEqual({ error: new Error("no picture") });
  const dropped = latest.run(fail);
  latest.drop();
  expect(await dropped).toBeUndefined();
});
