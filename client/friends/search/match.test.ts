import { beforeAll, expect, test } from "bun:test";

import type { User } from "../../../src/protocol/user";
import { loadHangul } from "./hangul";
import { beginsWith, isPartOf, matches } from "./match";

beforeAll(loadHangul);

test("consonants alone are initials: one that ends a syllable does not count", () => {
  for (const query of ["ㅁㅈ", "ㅇㅅㅁㅁㅈ", "ㅅ ㅁ", "ㅁ"])
    expect(isPartOf(query, "야식 뭐 먹지")).toBe(true);
  for (const query of ["ㄱㅈ", "ㄱ", "ㄱㅁ"]) expect(isPartOf(query, "야식 뭐 먹지")).toBe(false);
  expect(beginsWith("ㄱㅈ", "감자")).toBe(true);
  expect(beginsWith("ㅁㅈ", "감자")).toBe(false);
});

test("a half-typed syllable still finds the name", () => {
  for (const query of ["먹ㅈ", "머", "먹", "야시", "뭐 ㅁ", "뭐먹"])
    expect(isPartOf(query, "야식 뭐 먹지")).toBe(true);
  expect(isPartOf("먹ㅅ", "야식 뭐 먹지")).toBe(false);
  expect(beginsWith("감ㅈ", "감자")).toBe(true);
});

test("consonants that an input method has joined are two initials", () => {
  expect(isPartOf("ㄳ", "감사")).toBe(true);
  expect(isPartOf("ㄲ", "감귤")).toBe(false);
});

test("a name of bare consonants is found by them", () => {
  expect(isPartOf("ㅋㅋ", "ㅋㅋ 모임")).toBe(true);
  expect(isPartOf("ㅋㅋㅁ", "ㅋㅋ 모임")).toBe(true);
});

test("a person is found by nickname, username or alias", () => {
  const user = { nickname: "햇감자", username: "test1" } as User;
  for (const query of ["ㅎㄱㅈ", "감자", "TEST", "튀ㄱ", ""]) expect(matches(query, user, "튀김")).toBe(true);
  expect(matches("ㅅㄱ", user, "튀김")).toBe(false);
});
