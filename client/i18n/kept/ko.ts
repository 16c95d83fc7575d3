import type { keptEn } from "./en";

export const keptKo: typeof keptEn = {
  blocked: "이 브라우저에 저장할 수 없어서 오프라인에서는 대화를 볼 수 없어요.",
  lostTitle: (name: string | undefined) =>
    `${name === undefined ? "이" : `‘${name}’`} 채팅방에 더는 참여하고 있지 않아요. 보내지 못한 메시지예요.`,
  copy: "복사",
  copied: "복사했어요",
  discard: "버리기",
};
