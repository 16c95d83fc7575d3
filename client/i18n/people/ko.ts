import type { Words } from "../en";

// Part of `ko`: friends, profiles, and my own profile.
export const people: Words["people"] = {
  favourites: "즐겨찾기",
  all: (count) => `친구 ${count}`,
  filter: "친구 검색 (초성 가능)",
  none: "아직 친구가 없어요.",
  noneHint: "이름으로 찾아 추가해 보세요. 상대방이 수락하지 않아도 돼요.",
  noMatch: "일치하는 친구가 없어요.",
  add: "친구 추가",
  addThis: (name) => `${name} 추가`,
  addShort: "추가",
  added: (name) => `${name}님을 친구로 추가했어요.`,
  isFriend: "친구",
  isMe: "나",
  isBlocked: "차단됨",
  searchPeople: "아이디 또는 닉네임",
  searchHint: "이름의 일부나 초성(ㄱㅈ)으로도 찾을 수 있어요.",
  found: (count) => `${count}명을 찾았어요.`,
  nobody: "일치하는 사람이 없어요.",
  moreFound: "더보기",
  profile: (name) => `${name} 프로필`,
  chat: "1:1 채팅",
  remove: "친구 삭제",
  removed: (name) => `${name}님을 친구에서 삭제했어요.`,
  block: "차단",
  blockTitle: (name) => `${name}님을 차단할까요?`,
  blockText:
    "친구 목록에서 삭제되고, 상대방이 보내는 1:1 메시지를 더 이상 받지 않아요. 차단한 동안 온 메시지는 나중에 차단을 해제해도 볼 수 없어요. 상대방에게는 알리지 않아요. 함께 있는 단체방에는 둘 다 그대로 남아요.",
  blocked: (name) => `${name}님을 차단했어요.`,
  unblock: "차단 해제",
  unblockThis: (name) => `${name} 차단 해제`,
  unblocked: (name) => `${name}님을 차단 해제했어요.`,
};

export const me: Words["me"] = {
  title: "내 프로필",
  status: "상태",
  intro: "소개",
  picture: "사진 변경",
  choose: "사진 선택",
  remove: "사진 삭제",
  preview: "다른 사람에게 이렇게 보여요.",
  use: "이 사진 사용",
  another: "다른 사진 선택",
  findable: (username) => `다른 사람이 @${username} 또는 닉네임으로 나를 찾을 수 있어요.`,
  notAPicture: "사진으로 쓸 수 없는 파일이에요.",
};
