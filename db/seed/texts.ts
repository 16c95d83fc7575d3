// The texts of seeded messages.

const korean = [
  "오늘 점심 뭐 먹을까요?",
  "저는 김치찌개가 좋아요.",
  "회의는 세 시로 옮겼어요.",
  "지금 가고 있어요, 10분쯤 걸려요 🚌",
  "네!",
  "사진 잘 봤어요. 날씨가 정말 좋았네요 ☀️",
  "자료는 제가 오늘 저녁까지 정리해서 올려 둘게요.",
  "ㅋㅋㅋㅋ 그럴 줄 알았어요",
  "혹시 우산 남는 거 있으신 분 계세요?",
  "감사합니다 🙏",
  "토요일에 등산 가실 분은 금요일까지 알려 주세요. 인원에 맞춰서 도시락을 주문하려고 해요.",
  "어제 말씀하신 문제는 고쳤고, 확인해 보니 이제 잘 돼요.",
];

const english = [
  "Is anyone still at the office?",
  "Yes, until six or so.",
  "The train is late again 🙄",
  "ok",
  "I have moved the meeting to Thursday, same time, same room.",
  "Thanks a lot!",
  "Could somebody look at the second page before I send it out? I am not sure about the numbers.",
  "Happy birthday! 🎉🎂",
  "Let me check and come back to you.",
  "We are out of coffee ☕",
  "That was the best soup I have had this year, and it was only potatoes, leeks and a little butter.",
  "See you tomorrow.",
];

// Sentences of a message, in turn: mostly one, sometimes a long text.
const LENGTHS = [1, 1, 2, 1, 1, 3, 1, 1, 1, 5, 1, 2, 1, 1, 24];

/** The text of the nth message of a room: Korean and English in turn, mostly short. */
export function textOf(nth: number): string {
  const sentences = nth % 2 === 0 ? korean : english;
  const length = LENGTHS[nth % LENGTHS.length] ?? 1;
  return Array.from({ length }, (_, at) => sentences[(Math.floor(nth / 2) * 5 + at) % sentences.length]).join(
    " ",
  );
}
