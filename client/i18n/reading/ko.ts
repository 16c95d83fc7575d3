import type { Words } from "../en";

// Part of `ko`: who has read a message, what I have missed, and the days of the history.
export const reading: Words["reading"] = {
  notYet: (count) => `안 읽음 ${count}`,
  byNow: (count) => `읽음 ${count}`,
  andOthers: (count, isAfterNames) => (isAfterNames ? `외 ${count}명` : `${count}명`),
  nobody: { read: "아직 아무도 읽지 않았어요.", unread: "모두 읽었어요." },
  whoHasRead: "읽은 사람 보기",
  readers: "읽은 사람",
  privacy: "개인정보",
  hide: "읽은 사람 목록에서 내 이름 숨기기",
  hideHint: "이름을 숨겨도 읽은 사람 수에는 포함돼요.",

  catchUp: "놓친 대화",
  missed: (count, span) => `${span === undefined ? "" : `${span} 동안 `}메시지 ${count}개`,
  firstFrom: (count) => `처음 ${count}개:`,
  others: "그 외",
  goToFirstOf: (name, count) => `${name} ${count}, 첫 메시지로 이동`,
  nextSpeaker: "다음 사람",

  today: "오늘",
  yesterday: "어제",
};
