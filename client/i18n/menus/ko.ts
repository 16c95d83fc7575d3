import type { Words } from "../en";

// Part of `ko`: context menus, and messages of blocked people.

export const menus: Words["menus"] = {
  selectText: "텍스트 선택",
  copied: "복사했어요.",
  ofRoom: (name) => `${name} 메뉴`,
  ofFriend: (name) => `${name}님 메뉴`,
  room: {
    open: "열기",
    mute: "알림 끄기",
    unmute: "알림 켜기",
    favour: "즐겨찾기에 추가",
    unfavour: "즐겨찾기 해제",
    markRead: "읽음으로 표시",
    markUnread: "안 읽음으로 표시",
    leave: "채팅방 나가기",
  },
  profile: "프로필 보기",
  fromBlocked: (count) => (count === 1 ? "차단한 사람의 메시지" : `차단한 사람의 메시지 ${count}개`),
};
