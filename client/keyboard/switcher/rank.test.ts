import { beforeAll, expect, test } from "bun:test";

import { loadHangul } from "../../friends/search/hangul";
import { type Destination, rank } from "./rank";

beforeAll(loadHangul);

const room = (name: string, isUnread = false): Destination => ({ id: name, kind: "room", name, isUnread });
const friend = (name: string): Destination => ({ id: name, kind: "friend", name, isUnread: false });

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

test("of two thousand at most fifty, quickly", () => {
  const many = Array.from({ length: 4000 }, (_, n) => room(`감자 ${n}`));
  const start = performance.now();
  expect(rank("감자", many)).toHaveLength(50);
  // A frame is 16 ms; this only notices a search that has become something else altogether.
  expect(performance.now() - start).toBeLessThan(2000);
});
