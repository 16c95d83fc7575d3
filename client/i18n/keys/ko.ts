import type { Words } from "../en";

// Part of `ko`: context menus, messages of blocked people, and the keyboard.

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

export const keys: Words["keys"] = {
  skip: "본문으로 건너뛰기",
  title: "키보드 단축키",
  everywhere: "어디서나",
  inRoom: "채팅방에서",
  inLists: "목록에서",
  switch: "채팅방이나 친구로 이동",
  rooms: "이전·다음 채팅방",
  unread: "안 읽은 이전·다음 채팅방",
  panes: "화면의 다음·이전 영역",
  help: "단축키 보기",
  close: "맨 위에 열린 것 닫기",
  type: "어디서든 바로 입력 시작",
  send: "보내기",
  newLine: "줄 바꿈",
  escape: "답장 취소, 또는 최신 메시지로 이동",
  messages: "메시지 목록에서 이전·다음 메시지",
  speakers: "놓친 대화에서 사람별로 이동",
  menu: "선택한 메시지·채팅방·친구의 메뉴",
  move: "위아래로 이동",
  ends: "처음·끝으로 이동",
  find: "입력한 글자로 시작하는 항목으로 이동",
  anyLetter: "글자",
  or: "또는",

  switcher: "이동",
  switcherHint: "채팅방이나 친구 이름 (초성도 돼요)",
  found: (count) => `${count}개를 찾았어요`,
  nothing: "그런 이름의 채팅방이나 친구가 없어요.",
  chatWith: "새로 대화하기",
};
