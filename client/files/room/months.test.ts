import { expect, test } from "bun:test";

import { textAt } from "../../messages/examples";
import { keptRows, rowsOf, type SharedFile } from "./months";

const shared = (name: string, at: number): SharedFile => ({
  key: name,
  message: { ...textAt(1), at },
  file: { id: name, name, mediaType: "image/png", size: 1, hasThumbnail: true },
});
// A month has a hundred ms.
const monthOf = (at: number) => `month no. ${Math.floor(at / 100)}`;
const files = [
  shared("a", 310),
  shared("b", 305),
  shared("c", 304),
  shared("d", 300),
  shared("e", 299),
  shared("f", 101),
];
const shape = (rows: ReturnType<typeof rowsOf>) =>
  rows.map((row) => row.month ?? row.items.map(({ key }) => key).join(""));

test("each month has its heading, and begins a row", () => {
  expect(shape(rowsOf(files, 3, monthOf))).toEqual([
    "month no. 3",
    "abc",
    "d",
    "month no. 2",
    "e",
    "month no. 1",
    "f",
  ]);
  expect(shape(rowsOf(files, 1, monthOf))).toHaveLength(9);
  expect(rowsOf([], 3, monthOf)).toEqual([]);
});

test("what was there keeps its rows when older ones are loaded; a row that grows is another", () => {
  const before = rowsOf(files.slice(0, 4), 3, monthOf);
  const after = keptRows(
    before,
    rowsOf([...files.slice(0, 4), shared("x", 300), ...files.slice(4)], 3, monthOf),
  );
  expect(shape(after)).toEqual(["month no. 3", "abc", "dx", "month no. 2", "e", "month no. 1", "f"]);
  expect(after[0]).toBe(before[0]);
  expect(after[1]).toBe(before[1]);
  expect(after[2]).not.toBe(before[2]!);
});
