import type { emojiEn } from "./en";

export const emojiKo: typeof emojiEn = {
  title: "이모지",
  search: "이모지 검색",
  none: "일치하는 이모지가 없어요.",
  recent: "최근 사용",
  groups: {
    smileys: "표정",
    people: "사람",
    nature: "동물과 자연",
    food: "음식",
    travel: "여행과 장소",
    activities: "활동",
    objects: "사물",
    symbols: "기호",
    flags: "깃발",
  },
  tone: "피부색",
  tones: ["기본", "밝은 색", "약간 밝은 색", "중간 색", "약간 어두운 색", "어두운 색"],
};
