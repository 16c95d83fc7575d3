import { expect, test } from "bun:test";

import { release } from "./release";

test("bytes that have their memory to themselves give it back; those that share it stay as they are", () => {
  const own = new Uint8Array([1, 2, 3]);
  release(own);
  expect(own.length).toBe(0);
  const all = new Uint8Array([1, 2, 3, 4]);
  const part = all.subarray(1, 3);
  release(part);
  expect([[...part], [...all]]).toEqual([
    [2, 3],
    [1, 2, 3, 4],
  ]);
});
