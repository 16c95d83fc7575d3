import type { groupsEn } from "./en";

export const groupsKo: typeof groupsEn = {
  makeWith: (name) => `${name}님과 새 단체방 만들기`,
  who: "누구와 함께할까요?",
  chooseSomeone: "친구를 한 명 이상 선택해 주세요.",
  chosen: "선택한 친구",
  takeOut: "선택 해제",
  noFriends: "아직 선택할 수 있는 친구가 없어요.",
  title: "채팅방 이름",
  titleHint: "비워 두면 멤버들의 이름으로 정해져요.",
  topic: "주제",
  visibility: "누가 들어올 수 있나요?",
  private: "비공개",
  privateHint: "멤버가 초대한 사람만 들어올 수 있어요.",
  public: "공개",
  publicHint: "누구나 들어올 수 있고, 지난 대화도 모두 볼 수 있어요.",
  create: "만들기",
  someoneGone: "선택한 친구 중에 탈퇴한 사람이 있어요. 선택을 해제하고 다시 시도해 주세요.",
  full: "단체방에는 10,000명까지 들어올 수 있어요.",

  change: "채팅방 편집",
  notify: "알림",
  notifications: { all: "모든 메시지", mentions: "멘션만", none: "받지 않음" },
  markUnread: "안 읽음으로 표시",

  readAllTitle: "모두 읽음으로 표시할까요?",
  readAllText: (messages, chats) => {
    const where = `채팅방 ${chats.toLocaleString("ko")}개`;
    return messages === 0
      ? `${where}를 읽음으로 표시해요. 되돌릴 수 없어요.`
      : `${where}의 메시지 ${messages.toLocaleString("ko")}개를 읽음으로 표시해요. 되돌릴 수 없어요.`;
  },
  allRead: (chats) => `채팅방 ${chats.toLocaleString("ko")}개를 읽음으로 표시했어요.`,

  members: "멤버",
  moreMembers: "멤버 더보기",
  searchMembers: "멤버 검색 (초성 가능)",
  noMember: "일치하는 멤버가 없어요.",
  foundMembers: (count) => `멤버 ${count}명을 찾았어요.`,
  owner: "방장",
  admin: "관리자",
  invite: "친구 초대",
  inviteNow: "초대하기",
  invited: "초대했어요.",
  everyoneIsIn: "친구들이 모두 이미 이 채팅방에 있어요.",
  memberMenu: (name) => `${name}님 더보기`,
  makeAdmin: "관리자로 지정",
  madeAdmin: (name) => `${name}님을 관리자로 지정했어요.`,
  unmakeAdmin: "관리자 해제",
  unmadeAdmin: (name) => `${name}님을 관리자에서 해제했어요.`,
  handOver: "방장 넘기기",
  handOverTitle: (name) => `${name}님에게 방장을 넘길까요?`,
  handOverText:
    "앞으로 멤버의 역할은 새 방장이 정해요. 나는 관리자로 남고, 방장을 되돌려받으려면 새 방장이 다시 넘겨줘야 해요.",
  handedOver: (name) => `${name}님에게 방장을 넘겼어요.`,
  remove: "내보내기",
  removeTitle: (name) => `${name}님을 내보낼까요?`,
  removeText:
    "상대방의 목록에서 채팅방이 바로 사라지고, 모든 멤버에게 알려져요. 나중에 다시 초대할 수 있어요.",
  removed: (name) => `${name}님을 내보냈어요.`,

  leave: "채팅방 나가기",
  leaveTitle: (name) => `‘${name}’에서 나갈까요?`,
  leaveText:
    "모든 기기의 목록에서 사라지고, 함께 있던 사람들에게 알려져요. 다시 들어오려면 초대를 받아야 하고, 그 뒤의 대화만 볼 수 있어요.",
  leavePublicText:
    "모든 기기의 목록에서 사라지고, 함께 있던 사람들에게 알려져요. 공개 채팅방이라 언제든 다시 들어올 수 있어요.",
  leaveDirect: "채팅방 나가기",
  leaveDirectText:
    "목록에서 사라지고, 지금까지의 대화는 다시 볼 수 없어요. 둘 중 한 명이 다시 메시지를 보내면 새로 시작돼요. 상대방에게는 알리지 않아요.",
  leaveSelfText: "목록에서 사라지고, 지금까지의 메시지는 다시 볼 수 없어요. 언제든 새로 시작할 수 있어요.",
  heir: (name) => `${name}님이 새 방장이 돼요.`,
  heirByRule: "가장 오래된 관리자가 새 방장이 돼요. 관리자가 없으면 가장 오래된 멤버가 방장이 돼요.",
  lastOne: "마지막 멤버예요. 나가면 채팅방이 영구히 닫혀요.",
};
