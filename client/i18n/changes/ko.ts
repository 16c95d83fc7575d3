import type { Words } from "../en";

// Part of `ko`: what was said can change.

export const changes: Words["changes"] = {
  edit: "수정",
  editField: "메시지 수정",
  editHint: "Enter로 저장 · Esc로 취소",
  save: "저장",
  edited: "수정됨",
  editedAt: (time) => `${time}에 수정했어요`,
  remove: "삭제",
  removeTitle: "이 메시지를 삭제할까요?",
  removeText: "이 채팅방의 모두에게서 사라져요.",
  reactions: "공감",
  whoReacted: "공감한 사람",
  others: (count) => `외 ${count}명`,
  react: "공감하기",
  reactWith: (emoji) => `${emoji} 공감하기`,
  unreactWith: (emoji) => `${emoji} 공감 취소`,
  moreEmoji: "이모지 더 보기",
  reaction: (emoji, count) => `${emoji} ${count}개`,
  pin: "고정",
  unpin: "고정 해제",
  notice: "공지",
  pins: "고정한 메시지",
  fold: "공지 접기",
  unfold: "공지 펼치기",
  failed: "처리하지 못했어요. 다시 시도해 주세요.",
  tooLate: "더 이상 수정하거나 삭제할 수 없는 메시지예요.",
};
