import type { pushEn } from "./en";

export const pushKo: typeof pushEn = {
  title: "알림",
  everywhere: "모든 기기의 알림",

  offer: {
    title: "새 메시지를 놓치지 마세요",
    text: "자리를 비운 사이 메시지가 오면 알림으로 알려 드려요.",
    on: "알림 켜기",
    later: "나중에",
  },

  device: {
    label: "이 기기에서 알림 받기",
    turnedOn: "알림을 켰어요.",
    failed: "알림을 켜지 못했어요. 인터넷 연결을 확인하고 다시 시도해 주세요.",
    insecure: "보안 연결(https)에서만 알림을 받을 수 있어요.",
    install:
      "iPhone과 iPad에서는 설치한 앱에서만 알림을 받을 수 있어요. 공유 버튼을 누르고 ‘홈 화면에 추가’를 선택한 다음, 홈 화면에서 열어 주세요.",
    unsupported: "이 브라우저에서는 알림을 받을 수 없어요. 시크릿 창에서는 알림이 안 될 때가 많아요.",
    blocked:
      "브라우저에서 알림이 차단되어 있어요. 주소창 옆의 사이트 설정에서 알림을 허용하고 다시 돌아와 주세요.",
  },

  standing: {
    on: "지금 알림을 받을 수 있어요.",
    off: "이 기기에서는 알림을 받지 않아요.",
    cannot: "이 기기에서는 알림을 받을 수 없어요.",
    quietUntil: (time) => `지금은 방해 금지 시간이에요. ${time}까지 알림이 오지 않아요.`,
    quietAllDay: "지금은 하루 종일 방해 금지 시간이에요. 알림이 오지 않아요.",
    quietLater: (time) => `${time}부터 방해 금지 시간이에요.`,
    muted: (count) => `알림을 끈 채팅방 ${count}개`,
    mentions: (count) => `멘션만 알리는 채팅방 ${count}개`,
    tomorrow: (time) => `내일 ${time}`,
  },

  hide: "메시지 내용 숨기기",
  hideHint: "알림에 보낸 사람과 메시지 내용, 채팅방 이름이 보이지 않아요.",

  quiet: {
    label: "방해 금지 시간",
    hint: "모든 기기에서 알림이 오지 않아요. 메시지는 채팅방에 그대로 도착해요.",
    from: "시작",
    to: "종료",
    days: "시작하는 요일",
    dayNames: ["일", "월", "화", "수", "목", "금", "토"],
    dayNamesInFull: ["일요일", "월요일", "화요일", "수요일", "목요일", "금요일", "토요일"],
    zone: "시간대",
    mine: (zone) => `${zone} (현재 위치)`,
    wholeDay: "시작과 종료가 같으면 하루 종일이에요.",
    noDays: "요일을 하루 이상 선택해 주세요.",
  },

  keywords: {
    label: "키워드",
    hint: "멘션만 알리는 채팅방에서도 이 단어가 들어간 메시지는 알려 드려요.",
    add: "키워드 추가",
    addNow: "추가",
    list: "내 키워드",
    remove: (word) => `${word} 삭제`,
    tooLong: "키워드는 50자까지 쓸 수 있어요.",
    twice: "이미 있는 키워드예요.",
    full: "키워드는 20개까지 추가할 수 있어요.",
  },

  test: {
    label: "테스트 알림 보내기",
    sent: "보냈어요. 곧 도착할 거예요. 도착하지 않으면 기기의 알림 설정을 확인해 주세요.",
    gone: "브라우저에서 알림이 해제되었어요. 알림을 껐다가 다시 켜 주세요.",
    failed: "브라우저의 알림 서비스에 전달하지 못했어요. 잠시 뒤 다시 시도해 주세요.",
    none: "이 기기에는 아직 알림이 설정되지 않았어요. 알림을 껐다가 다시 켜 주세요.",
  },

  until: {
    label: "언제까지",
    hour: "1시간 동안",
    morning: (when) => `${when}까지`,
    always: "계속",
    today: (time) => `오늘 ${time}`,
    tomorrow: (time) => `내일 ${time}`,
    offUntil: (when) => `${when}까지 꺼 둠`,
    mentionsUntil: (when) => `${when}까지 멘션만`,
    muteHour: "1시간 동안 알림 끄기",
    muteMorning: (when) => `${when}까지 알림 끄기`,
  },
};
