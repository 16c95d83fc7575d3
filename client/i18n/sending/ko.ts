import type { sendingEn } from "./en";

export const sendingKo: typeof sendingEn = {
  attach: "파일 첨부",
  files: "사진과 파일",
  camera: "카메라",
  chosen: "보낼 파일",
  added: (count) => `파일 ${count}개를 추가했어요`,
  remove: (name) => `${name} 빼기`,
  dropHere: "여기에 놓으면 파일을 보낼 수 있어요",
  tooLarge: (name, most) => `“${name}” 파일은 추가하지 못했어요. 파일 하나는 ${most}까지 보낼 수 있어요.`,
  tooMany: (most) => `메시지 하나에 파일을 ${most}개까지 보낼 수 있어요.`,
  noFolder: (name) => `“${name}” 폴더는 추가하지 못했어요. 폴더는 보낼 수 없어요.`,
  asFile: (name) => `“${name}” 파일은 그대로 보내요. 받는 사람에게는 사진이 아니라 파일로 보여요.`,

  progress: (name) => `${name} 보내는 중`,
  sentOf: (sent, all) => `${all} 중 ${sent}`,
  isThere: "올렸어요",
  pause: "일시정지",
  goOn: "이어서 보내기",
  paused: "일시정지됨",
  offline: "다시 연결되면 이어서 보내요",
  faults: {
    "storage-full": "파일을 저장할 공간이 가득 찼어요.",
    "file-gone": "이 브라우저에 파일이 남아 있지 않아요. 다시 골라 주세요.",
  },

  record: "음성 메시지 녹음",
  recording: "음성 메시지를 녹음하고 있어요",
  stopRecording: "정지",
  isRecorded: "녹음했어요",
  sendVoice: "음성 메시지 보내기",
  discardVoice: "녹음 지우기",
  longest: (minutes) => `음성 메시지는 ${minutes}분까지 녹음할 수 있어요.`,
  noMicrophone: "마이크를 찾지 못했어요.",
  notAllowed: "브라우저 설정에서 마이크 사용을 허용해 주세요.",
  notRecorded: "녹음하지 못했어요.",
  voice: "음성 메시지",
};
