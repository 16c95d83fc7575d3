import type { Words } from "../en";

// Part of `ko`: friends, profiles, and my own profile.
export const people: Words["people"] = {
  favourites: "즐겨찾기",
  all: (count) => `친구 ${count}`,
  filter: "친구 검색 (초성 가능)",
  none: "아직 친구가 없어요.",
  noMatch: "일치하는 친구가 없어요.",
  add: "친구 추가",
  added: (name) => `${name}님을 친구로 추가했어요.`,
  removed: (name) => `${name}님을 친구에서 삭제했어요.`,
  blocked: (name) => `${name}님을 차단했어요.`,
  unblocked: (name) => `${name}님을 차단 해제했어요.`,
  selfChat: "나와의 채팅",
  selfEmpty: "아직 메시지가 없어요. 기억하고 싶은 것을 적어 보세요.",
  selfHint: "나만 볼 수 있는 메모와 링크",
};

export const me: Words["me"] = {
  title: "내 프로필",
};
