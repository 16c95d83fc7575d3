import type { newcomerEn } from "./en";

export const newcomerKo: typeof newcomerEn = {
  title: "첫 채팅까지 세 단계",
  done: "완료",
  friend: "친구 추가하기",
  friendHint: "이름으로 찾아 추가해 보세요. 상대방이 수락하지 않아도 돼요. 내 아이디를 알려 줘도 좋아요.",
  copyName: (name) => `${name} 복사`,
  copied: (name) => `${name} 복사했어요.`,
  notCopied: "복사하지 못했어요. 아이디를 선택해서 직접 복사해 주세요.",
  profile: "내 프로필 완성하기 (선택)",
  profileHint: "사진이나 소개가 있으면 친구가 알아보기 쉬워요.",
  hello: "인사하기",
  helloTo: (name) => `${name}님에게 인사하기`,
  helloHint: "친구의 프로필에서 채팅을 시작해 보세요.",
  helloLater: "친구를 추가하면 시작할 수 있어요.",
  groupTitle: "단체방에는 친구가 필요해요",
};
