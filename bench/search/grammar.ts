// Messages as people write them at work: Korean with its endings and compounds, English, code, emoji; frequent words and rare ones.

type Dice = (below: number) => number;

const NOUNS =
  "회의 일정 점심 저녁 커피 김치찌개 된장국 감자 고구마 가방 노트북 서버 배포 오류 로그 화면 버튼 고객 문의 계약 견적 보고서 발표 자료 사진 파일 링크 검색 알림 채팅 메시지 사용자 계정 비밀번호 결제 환불 배송 주문 재고 창고 매장 직원 팀장 대표 개발 디자인 기획 마케팅 영업 인사 총무 교육 휴가 출장 워크숍 주간 월간 분기 목표 성과 평가 연봉 면접 채용 신입 경력 데이터 분석 통계 그래프 표 엑셀 문서 양식 결재 승인 반려 수정 삭제 추가 변경 확인 요청 답변 공유 정리 준비 진행 완료 취소 연기 과제 학교 학생 선생님 시험 숙제 도서관 지하철 버스 택시 공항 비행기 여행 호텔 바다 산 강아지 고양이 날씨 비 눈 바람 봄 여름 가을 겨울 아침 밤 새벽 주말 평일 생일 선물 영화 음악 노래 책 게임 운동 축구 야구 수영 병원 약국 감기 두통 치과 은행 대출 이자 세금 보험 집 방 부엌 거실 화장실 창문 문 열쇠 엄마 아빠 동생 친구 이웃".split(
    " ",
  );
const PARTICLES =
  " 은 는 이 가 을 를 에 에서 에게 으로 로 와 과 도 만 까지 부터 처럼 보다 이나 이랑 한테 밖에 마다 조차 이라도".split(
    " ",
  );
const STEMS =
  "먹 가 오 보 하 확인하 검색하 배포하 정리하 공유하 준비하 부탁드리 기다리 만나 만들 고치 바꾸 지우 찾 쓰 읽 듣 말하 묻 알 모르 좋 싫 크 작 많 적 빠르 느리 어렵 쉽 맛있 재미있 괜찮 필요하 가능하 급하 바쁘 늦 이르".split(
    " ",
  );
const ENDINGS =
  "습니다 ㅂ니다 었어요 았어요 했어요 할게요 할까요 는데요 니까 지만 고 면 려고 어서 아서 세요 네요 군요 거든요 잖아요 던데 자 냐 니 는 은 을 던 기 음 지 게 도록 더라 겠어요 겠습니다 었습니다".split(
    " ",
  );
const ENGLISH =
  "the a to of in and please check deploy server error log meeting tomorrow lunch review merge branch build test fix issue user login data page update release version config cache query index search message room thread worker queue latency memory disk network request response timeout retry failure success button screen design color font layout mobile desktop browser customer order payment refund invoice contract report weekly monthly quarter goal project task ticket sprint backlog estimate schedule holiday travel hotel flight coffee weather weekend birthday present movie music book game football hospital doctor bank price budget manager engineer designer student teacher school".split(
    " ",
  );
const SUFFIXES = ["", "", "", "s", "ed", "ing", "er", "ly", "'s"];
const CODE = [
  "const {} = await {}({});",
  "if ({} === null) return {};",
  "SELECT {} FROM {} WHERE {} = ?",
  "git checkout -b {}/{}",
  "{}.{}({} => {}.{})",
  "docker run --rm {}:{}",
  "TypeError: {} is not a function at {}.ts:42",
  "/api/{}/{}?limit=50",
];
const EMOJI = [..."😀😂🤣😍👍🙏🎉🔥💯😭🥔🍚☕🚀✅❌"];
const CRIES = ["ㅋㅋㅋ", "ㅋㅋㅋㅋㅋ", "ㅎㅎ", "ㅠㅠ", "ㅇㅇ", "ㄴㄴ", "ㄱㅅ", "ㅇㅋ"];

/** The first are frequent, the last are rare (about as Zipf found it). */
const pick = <T>(roll: Dice, all: readonly T[]): T =>
  all[Math.floor(all.length ** (roll(10_000) / 10_000)) - 1] ?? all[0]!;

const rareSyllable = (roll: Dice): string => String.fromCharCode(0xac00 + roll(11_172));
const identifier = (roll: Dice): string =>
  pick(roll, ENGLISH) +
  (roll(2) ? pick(roll, ENGLISH).replace(/^./, (first) => first.toUpperCase()) : roll(1000));

function korean(roll: Dice): string {
  const kind = roll(10);
  if (kind === 0)
    return (
      rareSyllable(roll) + rareSyllable(roll) + (roll(2) ? rareSyllable(roll) : "") + pick(roll, PARTICLES)
    );
  if (kind === 1)
    return Array.from({ length: 2 + roll(5) }, () => pick(roll, NOUNS)).join("") + pick(roll, PARTICLES);
  if (kind < 3) return pick(roll, NOUNS) + NOUNS[roll(NOUNS.length)] + pick(roll, PARTICLES);
  if (kind < 7) return NOUNS[roll(NOUNS.length)] + pick(roll, PARTICLES);
  return STEMS[roll(STEMS.length)] + pick(roll, ENDINGS);
}

const english = (roll: Dice): string =>
  roll(12) === 0
    ? Math.floor(roll(2 ** 31)).toString(36)
    : pick(roll, ENGLISH) + SUFFIXES[roll(SUFFIXES.length)];

const words = (roll: Dice, count: number, word: (roll: Dice) => string): string =>
  Array.from({ length: count }, () => word(roll)).join(" ");

/** One message. */
export function sentence(roll: Dice): string {
  const kind = roll(20);
  if (kind === 0) return CODE[roll(CODE.length)]!.replaceAll("{}", () => identifier(roll));
  if (kind < 3) return CRIES[roll(CRIES.length)]! + (roll(3) ? "" : EMOJI[roll(EMOJI.length)]);
  if (kind < 7) return words(roll, 2 + roll(12), english) + (roll(5) ? "" : ` ${EMOJI[roll(EMOJI.length)]}`);
  if (kind < 9)
    return `${words(roll, 1 + roll(4), korean)} ${words(roll, 1 + roll(3), english)} ${korean(roll)}`;
  const said = words(roll, 1 + roll(9), korean);
  return said + ["", "", "!", "?", " ㅋㅋㅋ", ` ${EMOJI[roll(EMOJI.length)]}`][roll(6)];
}
