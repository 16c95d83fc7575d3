import { beforeAll, expect, test } from "bun:test";

import type { Room } from "../../../src/protocol/room";
import { loadHangul } from "../../friends/search/hangul";
import { filtered, type RoomFilter } from "./filter";

beforeAll(loadHangul);

interface Mine {
  unread?: number;
  markedUnread?: boolean;
  favourite?: boolean;
}

const roomOf = (id: string, kind: Room["kind"], title: string, mine: Mine = {}): Room =>
  ({ id, kind, title, me: { unread: 0, markedUnread: false, favourite: false, ...mine } }) as Room;

const rooms = [
  roomOf("a", "group", "감자 모임", { unread: 3 }),
  roomOf("b", "direct", "햇감자", { favourite: true }),
  roomOf("c", "group", "Hash Brown fans", { markedUnread: true }),
  roomOf("d", "direct", "고구마라떼"),
];

const shown = (filter: RoomFilter, query = "", openedId?: string): string[] =>
  filtered(rooms, { filter, query, openedId, nameOf: ({ title }) => title ?? "" }).map(({ id }) => id);

test("each filter leaves what it names, in the order of the list", () => {
  expect(shown("all")).toEqual(["a", "b", "c", "d"]);
  expect(shown("unread")).toEqual(["a", "c"]);
  expect(shown("favourites")).toEqual(["b"]);
  expect(shown("direct")).toEqual(["b", "d"]);
});

test("a name is found by a part of it, whatever its case, and by initial consonants", () => {
  expect(shown("all", "감자")).toEqual(["a", "b"]);
  expect(shown("all", "hash")).toEqual(["c"]);
  expect(shown("all", "ㄱㄱㅁ")).toEqual(["d"]);
  expect(shown("all", "ㅎㄱㅈ")).toEqual(["b"]);
  expect(shown("all", "양파")).toEqual([]);
});

test("a half-typed syllable finds the name already", () => {
  expect(shown("all", "햇가")).toEqual(["b"]);
  expect(shown("all", "햇감ㅈ")).toEqual(["b"]);
});

test("a name is searched within the filter", () => {
  expect(shown("direct", "감자")).toEqual(["b"]);
  expect(shown("unread", "감자")).toEqual(["a"]);
});

test("the room on screen stays while its last unread message is read", () => {
  expect(shown("unread", "", "d")).toEqual(["a", "c", "d"]);
  expect(shown("favourites", "", "a")).toEqual(["a", "b"]);
});

test("the room on screen is not among the found ones, unless its name is", () => {
  expect(shown("unread", "hash", "d")).toEqual(["c"]);
  expect(shown("unread", "고구마", "d")).toEqual([]);
});

test("initial consonants are found beside letters of another script", () => {
  const mixed = [roomOf("e", "group", "언어교환 · Language Exchange")];
  const find = (query: string) =>
    filtered(mixed, { filter: "all", query, openedId: undefined, nameOf: ({ title }) => title ?? "" });
  for (const query of ["ㅇㅇㄱㅎ", "언어교", "exchange"]) expect(find(query)).toEqual(mixed);
});
