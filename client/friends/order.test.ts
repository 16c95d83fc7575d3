import { beforeAll, expect, test } from "bun:test";

import type { Friend, User } from "../../src/protocol/user";
import { inOrder, withFriend, withProfile } from "./order";
import { loadHangul } from "./search/hangul";
import { matchesFriend } from "./search/match";

beforeAll(loadHangul);

const friend = (nickname: string, alias: string | null = null): Friend => ({
  user: { id: nickname, username: "id", nickname } as User,
  favourite: false,
  alias,
  since: 1,
});
const names = (friends: Friend[]) => friends.map(({ user, alias }) => alias ?? user.nickname);

test("friends are in Korean order, by what I call them", () => {
  const all = [friend("Banana"), friend("하늘"), friend("apple"), friend("나물", "자기"), friend("가지")];
  expect(names(inOrder(all))).toEqual(["가지", "자기", "하늘", "apple", "Banana"]);
});

test("a changed friend moves to their place, a new one comes to it, and a stranger's profile changes nothing", () => {
  const all = [friend("가지"), friend("나물")];
  expect(names(withFriend(all, friend("가지", "하하")))).toEqual(["나물", "하하"]);
  expect(names(withFriend(all, friend("강낭콩")))).toEqual(["가지", "강낭콩", "나물"]);
  const renamed = { ...all[0]!.user, nickname: "파프리카" };
  expect(names(withProfile(all, renamed))).toEqual(["나물", "파프리카"]);
  expect(withProfile(all, { ...renamed, id: "stranger" })).toBe(all);
});

test("a friend is found by nickname and by alias", () => {
  const one = friend("햇감자", "막내");
  for (const query of ["감자", "막", "ㅁㄴ", "ㅎㄱㅈ"]) expect(matchesFriend(query, one)).toBe(true);
  expect(matchesFriend("고구마", one)).toBe(false);
  expect(matchesFriend("막내", friend("햇감자"))).toBe(false);
});
