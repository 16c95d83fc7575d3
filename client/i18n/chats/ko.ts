import type { Words } from "../en";

// Part of `ko`: the list of chats, chats that are gone, and what is shown of a chat at once.
export const list: Words["list"] = {
  search: "채팅방 검색 (초성 가능)",
  filter: "보기",
  filters: { all: "전체", unread: "안 읽음", favourites: "즐겨찾기", direct: "1:1" },
  found: (count) => `채팅방 ${count.toLocaleString("ko")}개`,
  none: {
    all: "아직 채팅방이 없어요.",
    unread: "안 읽은 채팅방이 없어요.",
    favourites: "즐겨찾기한 채팅방이 없어요.",
    direct: "1:1 채팅방이 없어요.",
  },
  noMatch: "일치하는 채팅방이 없어요.",
  showAll: "전체 보기",
  draft: "초안:",
  mentions: (count) => (count === 0 ? "멘션" : `멘션 · ${count}`),
  readAll: "모두 읽음으로 표시",
};

export const lost: Words["lost"] = {
  unknown: "없는 채팅방이거나 멤버가 아닌 채팅방이에요.",
  unknownHint: "주소가 잘못됐거나 이미 나간 채팅방일 수 있어요.",
  removedHint: "누군가 나를 내보냈거나 다른 기기에서 나갔어요. 다시 초대받으면 들어올 수 있어요.",
  publicHint: "누군가 나를 내보냈거나 다른 기기에서 나갔어요.",
  directHint: "다른 기기에서 나갔어요. 둘 중 한 명이 다시 메시지를 보내면 새로 시작돼요.",
  selfGone: "나와의 채팅방에서 나왔어요.",
  selfHint: "다른 기기에서 나갔어요. 내 프로필에서 다시 시작할 수 있어요.",
};

export const groups: Words["groups"] = {
  make: "새 단체방",
  info: "채팅방 정보",
  count: (count) => `멤버 ${count.toLocaleString("ko")}명`,
  isMuted: "알림 꺼짐",
  isMarked: "안 읽음으로 표시함",
  gone: (name) => `더 이상 ‘${name}’ 채팅방의 멤버가 아니에요.`,
  directGone: (name) => `${name}님과의 채팅방에서 나왔어요.`,
};
