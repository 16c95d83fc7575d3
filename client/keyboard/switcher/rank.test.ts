import { beforeAll, expect, test } from "bun:test";

import { loadHangul } from "../../friends/search/hangul";
import { type Destination, rank } from "./rank";

beforeAll(loadHangul);

const room = (name: string, isUnread = false): Destination => ({
  id: name,
  kind: "room",
  name,
  isUnread,
  use: 0,
});
const friend = (name: string): Destination => ({ ...room(name), kind: "friend" });

const ALL = [
  room("튀김 모임"),
  room("감자튀김", true),
  room("Potato lovers"),
  friend("감자"),
  friend("Hot Potato"),
];
const found = (query: string) => rank(query, ALL).map(({ name }) => name);

test("by part of the name, whatever its case, or by initial consonants", () => {
  expect(found("potato")).toEqual(["Potato lovers", "Hot Potato"]);
  expect(found("ㅌㄱ")).toEqual(["튀김 모임", "감자튀김"]);
  expect(found("감잩")).toEqual(["감자튀김"]);
  expect(found("nobody")).toEqual([]);
});

test("names that begin with it come first, and rooms before friends", () => {
  expect(found("튀김")).toEqual(["튀김 모임", "감자튀김"]);
  expect(found("감자")).toEqual(["감자튀김", "감자"]);
  expect(rank("감", [friend("감자"), room("왕감자")]).map(({ name }) => name)).toEqual(["감자", "왕감자"]);
});

test("without a query unread rooms come first, each part in its order", () => {
  expect(found("")).toEqual(["감자튀김", "튀김 모임", "Potato lovers", "감자", "Hot Potato"]);
});

test("of names that fit alike, what is used most comes first; without a query the room on screen is last", () => {
  const often = { ...room("감자 볶음"), use: 3.5 };
  const here = { ...room("감자전"), use: 9, isHere: true };
  const all = [...ALL, often, here];
  const names = (query: string) => rank(query, all).map(({ name }) => name);
  expect(names("감자").slice(0, 3)).toEqual(["감자전", "감자 볶음", "감자튀김"]);
  expect(names("").slice(0, 3)).toEqual(["감자튀김", "감자 볶음", "튀김 모임"]);
  expect(names("").at(-1)).toBe("감자전");
});

test("of two thousand at most fifty, quickly", () => {
  const many = Array.from({ length: 4000 }, (_, n) => room(`감자 ${n}`));
  const start = performance.now();
  expect(rank("감자", many)).toHaveLength(50);
  // A frame is 16 ms; this only notices a search that has become something else altogether.
  expect(performance.now() - start).toBeLessThan(2000);
});
