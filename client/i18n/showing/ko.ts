import type { showingEn } from "./en";

export const showingKo: typeof showingEn = {
  image: (count) => (count === 1 ? "사진" : `사진 ${count}장`),
  video: (count) => (count === 1 ? "동영상" : `동영상 ${count}개`),
  several: (count) => (count === 1 ? "파일" : `파일 ${count}개`),
  voice: "음성 메시지",

  again: "다시 시도",
  notShown: "사진을 불러오지 못했어요.",
  playPicture: "움직이게 하기",
  stopPicture: "멈추기",
  videoCalled: (name) => `동영상: ${name}`,
  play: "재생",
  pause: "일시정지",
  position: "재생 위치",
  positionOf: (at, length) => `${length} 중 ${at}`,
  notPlayed: "재생하지 못했어요.",
  open: (name) => `${name} 열기`,
  download: (name) => `${name} 내려받기`,

  viewer: "이 채팅방의 사진과 동영상",
  older: "이전",
  newer: "다음",
  save: "저장",
  saveAll: (count) => `파일 ${count}개 저장`,
  zoomIn: "확대",
  zoomOut: "축소",
  toMessage: "채팅에서 보기",

  kinds: { media: "사진과 동영상", file: "파일", link: "링크" },
  none: { media: "아직 사진이나 동영상이 없어요.", file: "아직 파일이 없어요.", link: "아직 링크가 없어요." },
  shared: "사진, 파일, 링크",
  seeAll: "모두 보기",
};
