import type { mentionsEn } from "./en";

export const mentionsKo: typeof mentionsEn = {
  goTo: "나를 멘션한 메시지로 이동",
  choose: "멘션할 사람",
  everyone: "모두",
  everyoneNote: "이 채팅방의 모든 멤버에게 알려요",
  found: (count) => `멘션할 수 있는 사람 ${count}명`,
};
