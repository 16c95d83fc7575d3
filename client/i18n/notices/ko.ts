import type { noticesEn } from "./en";

export const noticesKo: typeof noticesEn = {
  appName: "포테이토 챗",
  selfChat: "나와의 채팅",
  hidden: (count) => (count === 1 ? "새 메시지가 있어요" : `새 메시지가 ${count}개 있어요`),
  by: (name, text) => `${name}: ${text}`,
  mention: "나를 멘션했어요",
  files: {
    image: "사진을 보냈어요",
    video: "동영상을 보냈어요",
    file: "파일을 보냈어요",
    voice: "음성 메시지를 보냈어요",
  },
  read: "읽음으로 표시",
  reply: "답장",
  test: "이 기기에서 알림을 받을 수 있어요.",
  notSent: "답장을 아직 보내지 못했어요. 앱을 열면 보낼게요.",
};
