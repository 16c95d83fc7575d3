import type { mentionsEn } from "./en";

export const mentionsKo: typeof mentionsEn = {
  title: "멘션",
  none: "아직 나를 멘션한 메시지가 없어요.",
  noneHint: "@와 내 이름이 들어간 메시지가 여기에 모여요.",
  more: "더 보기",
  unread: "안 읽음",
  goTo: "나를 멘션한 메시지로 이동",
  choose: "멘션할 사람",
  everyone: "모두",
  everyoneNote: "이 채팅방의 모든 멤버에게 알려요",
  found: (count) => `멘션할 수 있는 사람 ${count}명`,
};
